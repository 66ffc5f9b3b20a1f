import type { CredentialKind } from '../api/config.js';

/** How a kind's credential is kept by this client, and what an application should think of that. */
export const KIND_NOTES: Readonly<Record<CredentialKind, string>> = {
  token:
    'An opaque token in the Authorization header. This demo keeps it in localStorage, so that reloads and tabs find it. An application should not: any script in its pages can read it there.',
  jwt: 'The access token is in this tab’s memory. The refresh token is in localStorage, so that tabs share the login; they refresh in turn, by Web Locks. An application should keep it out of reach of scripts: in a cookie, as the next kind does.',
  'jwt-cookie':
    'Both tokens are in HttpOnly cookies that no script can read; the answers of a login and a refresh name the access token once more, as dj-rest-auth’s do, and this client keeps nothing of it but its end. Writes bear the CSRF token, and tabs refresh in turn, by Web Locks.',
  session: 'The session’s id is in an HttpOnly cookie that no script can read. Writes bear the CSRF token.',
};
