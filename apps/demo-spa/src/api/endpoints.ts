import type { Answer } from './answer.js';
import type { Client } from './client.js';

/** The endpoints that neither log in nor out, by what they do; `Account` has the others. */
export class Endpoints {
  constructor(private readonly client: Client) {}

  verifyEmail(body: object): Promise<Answer> {
    return this.client.call({ what: 'Verify the address' }, 'POST', 'registration/verify-email/', body);
  }

  resendEmail(body: object): Promise<Answer> {
    return this.client.call({ what: 'Send the mail again' }, 'POST', 'registration/resend-email/', body);
  }

  writeUser(body: object): Promise<Answer> {
    return this.client.call({ what: 'Save the profile' }, 'PATCH', 'user/', body);
  }

  /** No endpoint of the library, but a controller of the demo's own behind its guard. */
  whoami(): Promise<Answer> {
    return this.client.call({ what: 'Ask the demo’s own controller' }, 'GET', this.client.instance.whoami);
  }

  changePassword(body: object): Promise<Answer> {
    return this.client.call({ what: 'Change the password' }, 'POST', 'password/change/', body);
  }

  askForReset(body: object): Promise<Answer> {
    return this.client.call({ what: 'Ask for a new password' }, 'POST', 'password/reset/', body);
  }

  confirmReset(body: object): Promise<Answer> {
    return this.client.call({ what: 'Set the new password' }, 'POST', 'password/reset/confirm/', body);
  }

  socialAccounts(): Promise<Answer> {
    return this.client.call({ what: 'List connected accounts' }, 'GET', 'socialaccounts/');
  }

  disconnect(id: number | string): Promise<Answer> {
    return this.client.call({ what: 'Disconnect an account' }, 'POST', `socialaccounts/${id}/disconnect/`);
  }

  logins(): Promise<Answer> {
    return this.client.call({ what: 'List active sessions' }, 'GET', 'logins/');
  }

  endLogin(id: string): Promise<Answer> {
    return this.client.call({ what: 'End a session' }, 'DELETE', `logins/${encodeURIComponent(id)}/`);
  }

  endOtherLogins(): Promise<Answer> {
    return this.client.call({ what: 'End all other sessions' }, 'DELETE', 'logins/');
  }
}
