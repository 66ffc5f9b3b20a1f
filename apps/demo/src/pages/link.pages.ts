import { SERVICE_NAMES, type SocialService } from '../social/social-services.js';
import { API, form } from './form.js';
import { html } from './html.js';
import { layout } from './layout.js';

/** Where the link of a verification mail leads. Only the button verifies: mail scanners open every link. */
export function confirmEmailPage(key: string, csrfToken: string): string {
  const verify = form(
    {
      id: 'confirm-email',
      title: 'Is this address yours?',
      method: 'POST',
      path: `${API}/registration/verify-email/`,
      note: 'The button sends the key of the link.',
      button: 'Confirm this address',
      fields: [{ name: 'key', type: 'hidden', value: key }],
    },
    csrfToken,
  );
  return layout(
    'Confirm your address',
    html`<h1>Confirm your address</h1>
      ${verify}`,
  );
}

/** Where the link of a reset mail leads. */
export function passwordResetPage(uid: string, token: string, csrfToken: string): string {
  const reset = form(
    {
      id: 'password-reset-confirm',
      title: 'A new password for your account',
      method: 'POST',
      path: `${API}/password/reset/confirm/`,
      note: 'The button sends uid and token of the link with it.',
      button: 'Set this password',
      fields: [
        { name: 'uid', type: 'hidden', value: uid },
        { name: 'token', type: 'hidden', value: token },
        { name: 'new_password1', type: 'password', autocomplete: 'new-password' },
        { name: 'new_password2', type: 'password', autocomplete: 'new-password' },
      ],
    },
    csrfToken,
  );
  return layout(
    'Choose a new password',
    html`<h1>Choose a new password</h1>
      ${reset}`,
  );
}

/** Where a service sends browsers back to, with a code for whoever has logged in there. Only the button uses it: anybody can make such a link. */
export function socialCallbackPage(service: SocialService, code: string, csrfToken: string): string {
  const name = SERVICE_NAMES[service];
  const login = form(
    {
      id: `login-${service}`,
      title: `Log in with ${name}`,
      method: 'POST',
      path: `${API}/${service}/`,
      note: `The code of the link, which ${name} gives for one login.`,
      button: 'Log in',
      fields: [{ name: 'code', value: code }],
    },
    csrfToken,
  );
  return layout(
    `Back from ${name}`,
    html`<h1>Back from ${name}</h1>
      ${login}`,
  );
}
