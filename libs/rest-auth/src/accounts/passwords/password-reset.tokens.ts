import { Injectable } from '@nestjs/common';

import { addSeconds, Clock } from '../../kernel/clock.js';
import { digest, randomHex } from '../../kernel/secrets.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';
import type { AuthUser, UserId } from '../users/auth-user.js';
import { UserStore } from '../users/user.store.js';
import { type PasswordReset, PasswordResetStore } from './password-reset.store.js';

/** What a reset mail carries. Both are opaque to clients. */
export interface PasswordResetSecret {
  readonly uid: string;
  readonly token: string;
  readonly expiresAt: Date;
}

/** Makes and checks reset tokens: 256 bits, hashed at rest, good once, void after a change of password, address or active flag. */
@Injectable()
export class PasswordResetTokens {
  constructor(
    private readonly settings: RestAuthSettings,
    private readonly store: PasswordResetStore,
    private readonly users: UserStore,
    private readonly clock: Clock,
  ) {}

  /** A token for the user; for nobody one that opens nothing, at the same cost. */
  async issue(user: AuthUser | null): Promise<PasswordResetSecret> {
    const token = randomHex(32);
    const expiresAt = addSeconds(this.clock.now(), this.settings.password.resetTokenSeconds);
    await this.store.create(token, user?.id ?? null, user ? stateOf(user) : '', expiresAt);
    return { uid: user ? uidOf(user.id) : '', token, expiresAt };
  }

  /** The reset and its user, or null for whatever is wrong with the pair: nobody learns which of the two it was. */
  async check(uid: string, token: string): Promise<{ reset: PasswordReset; user: AuthUser } | null> {
    const reset = await this.store.find(token);
    if (!reset || reset.expiresAt <= this.clock.now()) return null;
    const user = await this.users.findById(reset.userId);
    if (!user) return null;
    if (!user.isActive) {
      // Whoever makes the account active again does not bring its old resets back.
      await this.store.deleteByUser(user.id);
      return null;
    }
    if (reset.accountState !== stateOf(user)) return null;
    return uidOf(user.id) === normaliseUid(uid, user.id) ? { reset, user } : null;
  }

  /** Takes away at most `limit` of the tokens that have expired, and answers how many. */
  purge(limit: number): Promise<number> {
    return this.store.purge(this.clock.now(), limit);
  }
}

/** The password's hash has no part in it: a login that renews the hash must not void a reset mail. */
function stateOf(user: AuthUser): string {
  return digest(JSON.stringify([user.email, user.credentialsChangedAt?.getTime() ?? null]));
}

/** As allauth writes it: a number in base 36, a UUID without its dashes. Any other key goes as base64url. */
function uidOf(id: UserId): string {
  if (typeof id === 'number') return id.toString(36);
  if (/^\d+$/.test(id)) return BigInt(id).toString(36);
  return isUuid(id) ? id.replaceAll('-', '').toLowerCase() : Buffer.from(id).toString('base64url');
}

/** Letter case counts in base64url alone. */
function normaliseUid(uid: string, id: UserId): string {
  return typeof id === 'number' || /^\d+$/.test(id) || isUuid(id) ? uid.toLowerCase() : uid;
}

function isUuid(id: string): boolean {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id);
}
