import { SocialAccountDisconnectController } from '../../endpoints/social/social-accounts/social-account-disconnect.controller.js';
import { SocialAccountsController } from '../../endpoints/social/social-accounts/social-accounts.controller.js';
import { SocialConnectController } from '../../endpoints/social/social-connect/social-connect.controller.js';
import { SocialLoginController } from '../../endpoints/social/social-login/social-login.controller.js';
import type { Act, Context, Endpoint } from '../act.js';
import { challengeAnswers, credentialAnswers, deliveryParameters } from '../credential.answers.js';
import { refusal } from '../refusals.js';
import { EMPTY, KEY, MOMENT, nonFieldErrors, TEXT, wholeObjectOf } from '../shapes.js';

const ACCOUNT = wholeObjectOf({ id: KEY, provider: TEXT, uid: TEXT, last_login: MOMENT, date_joined: MOMENT });

export const socialActs: readonly Endpoint[] = [
  {
    controller: SocialLoginController,
    acts: {
      post: (context) => ({
        summary: `Log in by ${context.provider}`,
        ...input(context),
        parameters: deliveryParameters(context),
        answers: [...credentialAnswers(context, 200), ...challengeAnswers(context)],
      }),
    },
  },
  {
    controller: SocialConnectController,
    acts: {
      post: (context) => ({
        summary: `Connect ${context.provider}`,
        description: 'Another way to log in for the caller, who gets fresh credentials.',
        ...input(context),
        parameters: deliveryParameters(context),
        answers: credentialAnswers(context, 200),
      }),
    },
  },
  {
    controller: SocialAccountsController,
    acts: {
      get: ({ components }) => ({
        summary: 'List by which providers the caller can log in',
        answers: [
          {
            status: 200,
            description: 'The caller’s accounts, the oldest first.',
            schema: { type: 'array', items: components.reference('SocialAccount', 'social account', () => ACCOUNT) },
          },
        ],
      }),
    },
  },
  {
    controller: SocialAccountDisconnectController,
    acts: {
      post: (context) => ({
        summary: 'Disconnect an account',
        answers: [
          { status: 200, description: 'It is no way to log in any more.', schema: EMPTY },
          { status: 400, description: 'It is the last way to log in.', schema: nonFieldErrors(context.components) },
          refusal(context, 404, 'The caller has no such account.'),
        ],
      }),
    },
  },
];

/** What the provider asks for. */
function input({ instance, provider }: Context): Pick<Act, 'input'> {
  return instance.social ? { input: instance.social.dto(provider) } : {};
}
