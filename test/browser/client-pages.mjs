/** The client's pages below an instance. */
export const CLIENT_PAGES = [
  'register',
  'mail',
  'confirm-email',
  'resend',
  'login',
  'facebook',
  'twitter',
  'github',
  'forgot',
  'password-reset',
  'profile',
  'password',
  'accounts',
  'sessions',
  'logout',
];

/** Those that the server renders. */
export const SERVER_PAGES = ['/', '/mailbox', '/docs/', '/forms', '/fake-provider'];
