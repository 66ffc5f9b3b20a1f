import { ConfirmEmailPageController } from '../../endpoints/registration/email-verification/confirm-email-page.controller.js';
import { ResendEmailController } from '../../endpoints/registration/email-verification/resend-email.controller.js';
import { VerifyEmailController } from '../../endpoints/registration/email-verification/verify-email.controller.js';
import { RegisterController } from '../../endpoints/registration/register/register.controller.js';
import type { Answer, Context, Endpoint } from '../act.js';
import { credentialAnswers, deliveryParameters } from '../credential.answers.js';
import { notRecognised, refusal } from '../refusals.js';
import { detail, TEXT } from '../shapes.js';

export const registrationActs: readonly Endpoint[] = [
  {
    controller: RegisterController,
    acts: {
      post: (context) => ({
        summary: 'Register',
        input: context.instance.dto.register,
        parameters: isLogin(context) ? deliveryParameters(context) : [],
        answers: [...registered(context), ...guarded(context)],
      }),
    },
  },
  {
    controller: VerifyEmailController,
    acts: {
      post: (context) => ({
        summary: 'Prove an address by a mailed key',
        description: 'Nobody is logged in by it.',
        input: context.instance.dto.verifyEmail,
        answers: [
          { status: 200, description: 'Proven.', schema: detail(context.components) },
          refusal(context, 404, 'The key is wrong, used, or over.'),
        ],
      }),
    },
  },
  {
    controller: ResendEmailController,
    acts: {
      post: (context) => ({
        summary: 'Have another key mailed',
        input: context.instance.dto.resendEmail,
        answers: [
          {
            status: 200,
            description: 'Sent, if the address is there and unproven.',
            schema: detail(context.components),
          },
        ],
      }),
    },
  },
  {
    controller: ConfirmEmailPageController,
    acts: {
      get: (context) => ({
        summary: 'Follow the link of a mail',
        description: 'Changes nothing: the page posts the key.',
        answers: page(context),
      }),
    },
  },
];

/** Under mandatory verification nobody is logged in before the address is proven. */
function isLogin({ instance }: Context): boolean {
  return instance.settings.email.verification !== 'mandatory';
}

function registered(context: Context): Answer[] {
  if (isLogin(context)) return credentialAnswers(context, 201);
  const sent: Answer = { status: 201, description: 'A key was mailed.', schema: detail(context.components) };
  return [sent, ...credentialAnswers(context, 201).filter(({ status }) => status === 403)];
}

function guarded(context: Context): Answer[] {
  if (context.instance.registrationGuards.classes.length === 0) return [];
  return [
    notRecognised(context, 'A guard of the application refuses, and nobody is recognised.'),
    refusal(context, 403, 'A guard of the application refuses.'),
  ];
}

/** All of them with a CSRF token, for the page's form. */
function page(context: Context): Answer[] {
  const { instance } = context;
  const cookies = [instance.settings.csrf.cookieName];
  const html: Answer = {
    status: 200,
    description: 'A page with a button that posts the key.',
    schema: TEXT,
    mediaType: 'text/html',
    cookies,
  };
  const headers = { Location: { description: 'The page of `links.emailVerification`, with the key.', schema: TEXT } };
  const elsewhere: Answer = { status: 302, description: 'The page is elsewhere.', headers, cookies };
  const noKey: Answer = { ...refusal(context, 404, 'That is no key.'), cookies };
  return instance.settings.mail ? [html, elsewhere, noKey] : [html, noKey];
}
