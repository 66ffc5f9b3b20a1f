import { LoginController } from '../../endpoints/basic/login/login.controller.js';
import { LogoutController } from '../../endpoints/basic/logout/logout.controller.js';
import { PasswordChangeController } from '../../endpoints/basic/password-change/password-change.controller.js';
import { PasswordResetConfirmController } from '../../endpoints/basic/password-reset/password-reset-confirm.controller.js';
import { PasswordResetController } from '../../endpoints/basic/password-reset/password-reset.controller.js';
import { UserDetailsController } from '../../endpoints/basic/user-details/user-details.controller.js';
import type { Act, Answer, Context, Endpoint } from '../act.js';
import { challengeAnswers, credentialAnswers, deliveryParameters, userSchema } from '../credential.answers.js';
import { jwtCookies, recognises } from '../instance.js';
import { refreshInBody, refreshInCookie } from '../refresh-token.input.js';
import { refusal } from '../refusals.js';
import { detail } from '../shapes.js';

export const basicActs: readonly Endpoint[] = [
  {
    controller: LoginController,
    acts: {
      post: (context) => ({
        summary: 'Log in',
        description: `By ${context.instance.settings.login.methods.join(' or ')} and password.`,
        input: context.instance.dto.login,
        parameters: deliveryParameters(context),
        answers: [...credentialAnswers(context, 200), ...challengeAnswers(context)],
      }),
    },
  },
  {
    controller: LogoutController,
    acts: {
      post: logout,
      get: (context) => (context.instance.settings.logout.onGet ? logout(context) : null),
    },
  },
  {
    controller: UserDetailsController,
    acts: {
      get: (context) => ({ summary: 'Show the caller', answers: [shown(context)] }),
      put: (context) => ({
        summary: 'Change the caller',
        input: context.instance.dto.userDetails,
        answers: [shown(context)],
      }),
      patch: (context) => ({
        summary: 'Change the caller in part',
        input: context.instance.dto.userDetails,
        partial: true,
        answers: [shown(context)],
      }),
    },
  },
  {
    controller: PasswordChangeController,
    acts: {
      post: (context) => ({
        summary: 'Change the password',
        description: 'Every other credential of the caller ends.',
        input: context.instance.dto.passwordChange,
        answers: [{ ...told(context, 'Changed.'), cookies: renewedCookies(context) }],
      }),
    },
  },
  {
    controller: PasswordResetController,
    acts: {
      post: (context) => ({
        summary: 'Have a password reset mailed',
        input: context.instance.dto.passwordReset,
        answers: [told(context, 'Sent, if anybody has that address.')],
      }),
    },
  },
  {
    controller: PasswordResetConfirmController,
    acts: {
      post: (context) => ({
        summary: 'Set a new password by a mailed token',
        description: 'Every credential of the user ends; nobody is logged in by it.',
        input: context.instance.dto.passwordResetConfirm,
        answers: [told(context, 'Set.')],
      }),
    },
  },
];

function told({ components }: Context, description: string): Answer {
  return { status: 200, description, schema: detail(components) };
}

function shown(context: Context): Answer {
  return { status: 200, description: 'The user as it is then.', schema: userSchema(context) };
}

function logout(context: Context): Act {
  const { instance } = context;
  const { issued, recognised } = instance.kinds;
  const kinds = [...issued, ...recognised].map(({ name }) => name);
  const body = kinds.includes('jwt') ? refreshInBody(context) : null;
  const cookies = [
    ...(kinds.includes('jwt') ? jwtCookies(instance) : []),
    ...(kinds.includes('session') ? [instance.settings.sessions.cookieName] : []),
  ];
  return {
    summary: 'Log out',
    description: 'Ends what the request bears.',
    ...(body && { body }),
    parameters: kinds.includes('jwt') ? refreshInCookie(context) : [],
    answers: [
      { ...told(context, 'Logged out, or nobody was logged in.'), cookies },
      ...(issued.some(({ mayEndUnknown }) => mayEndUnknown)
        ? []
        : [refusal(context, 400, 'Nobody is logged in, and a login gives tokens alone.')]),
      ...(kinds.includes('jwt') && instance.settings.jwt.blacklistAtLogout
        ? [{ ...refusal(context, 401, 'The refresh token is missing, or no good.'), cookies }]
        : []),
    ],
  };
}

/** The caller's own credential lives on in another cookie. */
function renewedCookies({ instance }: Context): string[] {
  const { password, sessions, jwt } = instance.settings;
  if (password.logoutOnChange) return [];
  return [
    ...(recognises(instance, 'jwt') && jwt.accessCookieName !== null ? [jwt.accessCookieName] : []),
    ...(recognises(instance, 'session') ? [sessions.cookieName] : []),
  ];
}
