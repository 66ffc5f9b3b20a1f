import type { SamplePerson } from '../fake-provider/sample-people.js';
import { API, type EndpointForm, type Field } from './form.js';
import { socialAccountForms, socialLoginForms } from './social-forms.js';

const username: Field = { name: 'username', autocomplete: 'username' };
const email: Field = { name: 'email', type: 'email', autocomplete: 'email' };
const newPassword = (name: string): Field => ({ name, type: 'password', autocomplete: 'new-password' });
const newPasswords = [newPassword('new_password1'), newPassword('new_password2')];
const names: Field[] = [
  { name: 'first_name', optional: true, autocomplete: 'given-name' },
  { name: 'last_name', optional: true, autocomplete: 'family-name' },
  { name: 'profile.company_name', optional: true, autocomplete: 'organization' },
];

/** A form for each endpoint, in the order of an account's life. `people` are those of the fake provider. */
export function endpointForms(people: readonly SamplePerson[]): readonly EndpointForm[] {
  return [
    ...ENTERING,
    ...socialLoginForms(people),
    ...BEING_LOGGED_IN,
    ...socialAccountForms(people),
    ...PASSWORDS_AND_LEAVING,
  ];
}

const ENTERING: readonly EndpointForm[] = [
  {
    id: 'register',
    title: 'Register',
    method: 'POST',
    path: `${API}/registration/`,
    note: 'Makes an account and sends a mail with a link; company_name is a field of the demo’s own and ends in the profile.',
    button: 'Register',
    fields: [
      username,
      email,
      newPassword('password1'),
      newPassword('password2'),
      { name: 'company_name', optional: true, autocomplete: 'organization' },
    ],
  },
  {
    id: 'verify-email',
    title: 'Verify the e-mail address',
    method: 'POST',
    path: `${API}/registration/verify-email/`,
    note: 'The key stands in the mail’s link.',
    button: 'Verify',
    fields: [{ name: 'key' }],
  },
  {
    id: 'resend-email',
    title: 'Send the verification mail again',
    method: 'POST',
    path: `${API}/registration/resend-email/`,
    note: 'The answer is the same whether or not anybody has that address.',
    button: 'Send again',
    fields: [email],
  },
  {
    id: 'login',
    title: 'Log in',
    method: 'POST',
    path: `${API}/login/`,
    note: 'Gives a token, which is put into the field at the top, and a session cookie.',
    button: 'Log in',
    fields: [username, { name: 'password', type: 'password', autocomplete: 'current-password' }],
  },
];

const BEING_LOGGED_IN: readonly EndpointForm[] = [
  {
    id: 'user',
    title: 'Read the account',
    method: 'GET',
    path: `${API}/user/`,
    note: 'For whoever is logged in.',
    button: 'Read',
    fields: [],
  },
  {
    id: 'user-put',
    title: 'Write the account',
    method: 'PUT',
    path: `${API}/user/`,
    note: 'The username is required; pk and email are read-only.',
    button: 'Write',
    fields: [username, ...names],
  },
  {
    id: 'user-patch',
    title: 'Write a part of the account',
    method: 'PATCH',
    path: `${API}/user/`,
    note: 'What is left empty is left as it is.',
    button: 'Write',
    fields: [{ ...username, optional: true }, ...names],
  },
  {
    id: 'whoami',
    title: 'Ask the demo’s own controller',
    method: 'GET',
    path: '/whoami/',
    note: 'No endpoint of the library: a controller of the host’s own behind AuthGuard, with @CurrentUser().',
    button: 'Ask',
    fields: [],
  },
];

const PASSWORDS_AND_LEAVING: readonly EndpointForm[] = [
  {
    id: 'password-change',
    title: 'Change the password',
    method: 'POST',
    path: `${API}/password/change/`,
    note: 'Ends every other login of the account.',
    button: 'Change',
    fields: newPasswords,
  },
  {
    id: 'password-reset',
    title: 'Ask for a new password',
    method: 'POST',
    path: `${API}/password/reset/`,
    note: 'Sends a mail with a link, if there is such an account; the answer does not tell.',
    button: 'Ask',
    fields: [email],
  },
  {
    id: 'password-reset-confirm',
    title: 'Set the new password',
    method: 'POST',
    path: `${API}/password/reset/confirm/`,
    note: 'uid and token stand in the mail’s link.',
    button: 'Set',
    fields: [{ name: 'uid' }, { name: 'token' }, ...newPasswords],
  },
  {
    id: 'logout',
    title: 'Log out',
    method: 'POST',
    path: `${API}/logout/`,
    note: 'Ends the token and the session.',
    button: 'Log out',
    fields: [],
  },
];
