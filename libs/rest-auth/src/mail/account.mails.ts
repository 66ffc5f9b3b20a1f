import { isIP } from 'node:net';

import { Injectable } from '@nestjs/common';

import { type EmailAddress, EmailAddressStore } from '../accounts/emails/email-address.store.js';
import { EmailVerificationKeys } from '../accounts/emails/email-verification.keys.js';
import { PasswordResetTokens } from '../accounts/passwords/password-reset.tokens.js';
import type { AuthUser } from '../accounts/users/auth-user.js';
import type { Exchange } from '../http/exchange.js';
import { addSeconds, Clock } from '../kernel/clock.js';
import { foldEmail } from '../kernel/text.js';
import { UnitOfWork } from '../kernel/unit-of-work.js';
import { RestAuthSettings } from '../rest-auth.settings.js';
import { Throttle } from '../throttling/throttle.js';
import { LinkBuilder } from './link.builder.js';
import type { Mail } from './mail.js';
import { Outbox } from './outbox.js';

/** So many may have claimed one address before its claims are not looked through any more. */
const MOST_CLAIMS = 100;

/** Of whoever gets no mail, for the same work. */
const NOBODYS: EmailAddress = { id: 0, userId: 0, email: 'nobody@example.invalid', verified: false, primary: true };

/** How long it is worth telling somebody that they have an account. */
const NOTICE_SECONDS = 24 * 3600;
/** And how long that something was done to it. */
const SECURITY_NOTICE_SECONDS = 7 * 24 * 3600;

/** The mails about accounts, each put into the outbox with its secret. Join the transaction that is open. */
@Injectable()
export class AccountMails {
  constructor(
    private readonly settings: RestAuthSettings,
    private readonly outbox: Outbox,
    private readonly links: LinkBuilder,
    private readonly resets: PasswordResetTokens,
    private readonly keys: EmailVerificationKeys,
    private readonly clock: Clock,
    private readonly throttle: Throttle,
    private readonly work: UnitOfWork,
    private readonly addresses: EmailAddressStore,
  ) {}

  /** A reset for the user, to the stored form of the address. For nobody: the same work and no mail. */
  async passwordReset(to: { user: AuthUser; email: string } | null, languages: readonly string[]): Promise<void> {
    const { uid, token, expiresAt } = await this.resets.issue(to?.user ?? null);
    const variables: Record<string, string> = { link: this.links.passwordReset(uid, token), uid, token };
    // Where names play no part, the mail does not bring them up.
    if (to && this.settings.login.methods.includes('username')) variables['username'] = to.user.username;
    await this.outbox.add(to && { template: 'password-reset', to: to.email, variables, languages, expiresAt });
  }

  /** A key for an unverified address. For none: the same work and no mail. */
  async emailVerification(
    to: { user: AuthUser; address: EmailAddress } | null,
    languages: readonly string[],
  ): Promise<void> {
    const address = to?.address ?? NOBODYS;
    const { key, expiresAt } = this.keys.issue(address);
    const variables = { link: this.links.emailVerification(key), key, username: to?.user.username ?? '' };
    const mail: Mail = { template: 'email-verification', to: address.email, variables, languages, expiresAt };
    await this.outbox.add(to && mail, mail);
  }

  /** Tells the user that the password was changed, where the options say so. */
  async passwordChanged(user: AuthUser, exchange: Exchange): Promise<void> {
    if (this.settings.notices.passwordChanged) await this.securityNotice('password-changed', user, {}, exchange);
  }

  /** Tells the user that an account at a provider was connected, where the options say so. */
  async socialAccountConnected(user: AuthUser, provider: string, exchange: Exchange): Promise<void> {
    if (!this.settings.notices.socialAccountConnected) return;
    await this.securityNotice('social-account-connected', user, { provider }, exchange);
  }

  private async securityNotice(
    template: 'password-changed' | 'social-account-connected',
    user: AuthUser,
    particulars: Readonly<Record<string, string>>,
    { address, languages }: Exchange,
  ): Promise<void> {
    const { email, username } = user;
    if (email === '' || (await this.isMerelyClaimed(user))) return;
    const now = this.clock.now();
    // Behind a proxy that is believed too much an address can be any text, and a text can be a link; what the client calls itself is always one. So is the zone of an IPv6 address.
    const bare = address?.replace(/%.*$/, '') ?? '';
    const from = isIP(bare) > 0 ? { address: bare } : {};
    const at = `${now.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
    const name = this.settings.login.methods.includes('username') ? { username } : {};
    const variables: Record<string, string> = { ...particulars, ...name, ...from, at };
    const expiresAt = addSeconds(now, SECURITY_NOTICE_SECONDS);
    await this.outbox.add({ template, to: email, variables, languages, expiresAt });
  }

  /** Whether the user has claimed the address and not proven it: it may be anybody's, who could be mailed at will. One that the host has written is the user's. */
  private async isMerelyClaimed({ id, email }: AuthUser): Promise<boolean> {
    if (this.settings.email.verification === 'none' || (await this.addresses.isVerified(id, email))) return false;
    const claims = await this.addresses.findByEmail(email, MOST_CLAIMS);
    return claims.length === MOST_CLAIMS || claims.some(({ userId }) => String(userId) === String(id));
  }

  /** Tells the owner of an address that somebody wanted to register with it, as often as a key can be asked for. Beyond that: the same work and no mail. */
  async accountExists(email: string, languages: readonly string[]): Promise<void> {
    const { waitSeconds } = await this.throttle.count('resendEmailByEmail', `notice ${foldEmail(email)}`);
    const expiresAt = addSeconds(this.clock.now(), NOTICE_SECONDS);
    const mail: Mail = { template: 'account-exists', to: email, variables: { email }, languages, expiresAt };
    await this.work.run(() => this.outbox.add(waitSeconds > 0 ? null : mail, mail));
  }
}
