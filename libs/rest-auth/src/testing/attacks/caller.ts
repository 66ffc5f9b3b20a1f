import type { RestAuthSettings } from '../../rest-auth.settings.js';
import type { Answer } from './answer.js';
import type { AttackProfile } from './attack-needs.js';
import { type AttackHeaders, type AttackRequest, type VisitedSite, Visitor } from './visitor.js';

/** Somebody who is logged in: sends what the login gave, and the CSRF token with it, as a front end would. */
export class Caller extends Visitor {
  private credential: AttackHeaders = {};
  private login: Answer | null = null;

  constructor(
    site: VisitedSite,
    headers: AttackHeaders,
    private readonly csrf: RestAuthSettings['csrf'],
  ) {
    super(site, headers);
  }

  /** Presents what an answer has given, be it of a login or of a registration. */
  take(profile: AttackProfile, answer: Answer): void {
    this.login = answer;
    if (profile === 'jwt-body') this.credential = { Authorization: `Bearer ${answer.string('access')}` };
    if (profile === 'token') this.credential = { Authorization: `Token ${answer.string('key')}` };
  }

  /** A text of what the login answered: `access`, `refresh`, `key`. */
  given(name: string): string {
    return this.login?.string(name) ?? '';
  }

  override send(method: string, path: string, sent: AttackRequest = {}): Promise<Answer> {
    const token = this.jar.get(this.csrf.cookieName);
    return super.send(method, path, {
      ...sent,
      headers: {
        ...this.credential,
        ...(token !== undefined && !['GET', 'HEAD', 'OPTIONS'].includes(method) && { [this.csrf.headerName]: token }),
        ...sent.headers,
      },
    });
  }
}
