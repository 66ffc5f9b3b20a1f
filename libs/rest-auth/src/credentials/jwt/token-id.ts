import { Injectable } from '@nestjs/common';

import type { AuthUser } from '../../accounts/users/auth-user.js';
import { digest, KeyRing, randomHex } from '../../kernel/secrets.js';
import { credentialsVersion } from '../credential-kind.js';

const FAMILY = 16;
const VERSION = 6;
const RANDOM = 6;
const MARK = 4;
const HEX_DIGITS = /^[0-9a-f]{32}$/;

/**
 * The ids of tokens (`jti`): 32 hex digits, as Simple JWT's, and more than chance. They name the login that a token comes from (its family), and the version of the
 * user's credentials that it was made for, so that no further claim and no look at a table is needed to know either. A mark tells our ids from
 * those of another server that signs with our key.
 */
@Injectable()
export class TokenIds {
  constructor(private readonly keys: KeyRing) {}

  /** A new id in that family, for the user's credentials as they are. */
  make(family: string, user: AuthUser): string {
    return this.finish(family + this.version(user) + randomHex(RANDOM / 2));
  }

  /** Two of them, for the two tokens of a login. */
  makePair(family: string, user: AuthUser): { access: string; refresh: string } {
    const random = randomHex(RANDOM);
    const start = family + this.version(user);
    return {
      access: this.finish(start + random.slice(0, RANDOM)),
      refresh: this.finish(start + random.slice(RANDOM)),
    };
  }

  /**
   * Whether a token of that id, issued then, is good for the user's credentials as they are now. Of another server's, which know no versions, those are that were
   * issued in a later second than the change. None is from before there was the user: its key was somebody else's then.
   */
  isCurrent(jti: string, issuedAt: Date | null, user: AuthUser): boolean {
    if (user.dateJoined && (issuedAt === null || secondOf(issuedAt) < secondOf(user.dateJoined))) return false;
    const changedAt = user.credentialsChangedAt;
    if (!changedAt) return true;
    if (this.isOurs(jti)) return jti.slice(FAMILY, FAMILY + VERSION) === this.version(user);
    return issuedAt !== null && secondOf(issuedAt) > secondOf(changedAt);
  }

  /** Whether we have made that id, and not another server that signs with our key. */
  isOurs(jti: string): boolean {
    return HEX_DIGITS.test(jti) && jti.slice(-MARK) === this.mark(jti.slice(0, -MARK));
  }

  private finish(body: string): string {
    return body + this.mark(body);
  }

  private version(user: AuthUser): string {
    return this.keys.sign('jwt-version', JSON.stringify([user.id, credentialsVersion(user)])).slice(0, VERSION);
  }

  private mark(body: string): string {
    return this.keys.sign('jwt-version', body).slice(0, MARK);
  }
}

/** As `iat` counts. */
function secondOf(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}

/** A new family: the id of a login. */
export function newFamily(): string {
  return randomHex(FAMILY / 2);
}

/** The family of a token, another server's included. */
export function familyOf(jti: string): string {
  return HEX_DIGITS.test(jti) ? jti.slice(0, FAMILY) : digest(jti).slice(0, FAMILY);
}
