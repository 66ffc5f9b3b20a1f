import { Injectable } from '@nestjs/common';

import { PasswordHasher } from '../../../accounts/passwords/password.hasher.js';
import { PasswordResetStore } from '../../../accounts/passwords/password-reset.store.js';
import { UserStore } from '../../../accounts/users/user.store.js';
import { CredentialIssuer } from '../../../credentials/credential-issuer.js';
import type { Caller } from '../../../credentials/credential-kind.js';
import { EventTeller } from '../../../events/event-teller.js';
import type { Cookie } from '../../../http/cookies.js';
import type { Exchange } from '../../../http/exchange.js';
import { Clock, laterThan } from '../../../kernel/clock.js';
import { FieldErrors } from '../../../kernel/errors.js';
import { UnitOfWork } from '../../../kernel/unit-of-work.js';
import { AccountMails } from '../../../mail/account.mails.js';
import { RestAuthSettings } from '../../../rest-auth.settings.js';
import { NewPassword } from '../../../accounts/passwords/new-password.js';
import type { PasswordChangeDto } from './password-change.dto.js';

/** Changes the caller's password, and ends every other credential of theirs. */
@Injectable()
export class PasswordChangeService {
  constructor(
    private readonly settings: RestAuthSettings,
    private readonly newPassword: NewPassword,
    private readonly hasher: PasswordHasher,
    private readonly users: UserStore,
    private readonly resets: PasswordResetStore,
    private readonly issuer: CredentialIssuer,
    private readonly mails: AccountMails,
    private readonly clock: Clock,
    private readonly work: UnitOfWork,
    private readonly events: EventTeller,
  ) {}

  /** Tells of a refusal, where it was the present password that was wrong. */
  noteRefusal(error: unknown, { user }: Caller, exchange: Exchange): void {
    const problems = error instanceof FieldErrors ? error.tree['old_password'] : null;
    const isWrong = Array.isArray(problems) && problems.some(({ code }) => code === 'old_password_incorrect');
    if (isWrong) this.events.tell({ type: 'reauthentication_failed', userId: user.id }, exchange);
  }

  /** Answers the cookies that the caller's own credential needs from now on. */
  async change({ user, credential }: Caller, input: PasswordChangeDto, exchange: Exchange): Promise<readonly Cookie[]> {
    await this.newPassword.assertGood(input, user);
    const hash = await this.hasher.hash(input.new_password2);
    const changedAt = laterThan(user.credentialsChangedAt, this.clock.now());
    const own = this.settings.password.logoutOnChange ? null : credential;
    const cookies = await this.work.run(async () => {
      // Somebody else changed it while this one was hashed: theirs stands, and this caller's credential is void.
      if (!(await this.users.replacePassword(user, hash, changedAt))) throw FieldErrors.nonField('conflict');
      await this.resets.deleteByUser(user.id);
      await this.issuer.endAll(user, own);
      await this.mails.passwordChanged(user, exchange);
      const changed = { ...user, password: hash, credentialsChangedAt: changedAt };
      // Ports are given users of the host's own class.
      Object.setPrototypeOf(changed, Reflect.getPrototypeOf(user));
      return own ? this.issuer.renew(own, changed, exchange) : [];
    });
    this.events.tell({ type: 'password_changed', userId: user.id }, exchange);
    return cookies;
  }
}
