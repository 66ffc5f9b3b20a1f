import { Injectable } from '@nestjs/common';
import type { JwtService } from '@nestjs/jwt';

import { Clock } from '../../kernel/clock.js';
import type { PlainMessageCode } from '../../kernel/messages.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';
import { type JwtKey, JwtKeys } from './jwt.keys.js';
import { JwtLibrary } from './jwt.library.js';
import type { Claims } from './token-claims.provider.js';

/** The two types of tokens. */
export type JwtType = 'access' | 'refresh';

/** What a token says, once it is believed. */
export interface JwtContents {
  readonly type: JwtType;
  readonly jti: string;
  /** Null where another server left it out. */
  readonly issuedAt: Date | null;
  readonly expiresAt: Date;
  /** The user's key as it stands there; null where there is none. */
  readonly userId: string | number | null;
  /** Every claim but `token_type`, `exp`, `iat` and `jti`: what is copied into tokens that are made of this one. */
  readonly copied: Claims;
}

/** The contents, or what is wrong with the token. */
export type Decoded = { readonly contents: JwtContents } | { readonly problem: PlainMessageCode };

/** A token and its end. */
export interface SignedJwt {
  readonly token: string;
  readonly jti: string;
  readonly expiresAt: Date;
}

/**
 * By so much the clock of an honest server may be ahead of ours, for tokens are used as soon as they are made. One from beyond would outlive a change of the password that comes
 * before its time.
 */
const AHEAD_SECONDS = 60;

/** Writes and reads tokens: signature, times, type. Who they are about is others' affair. */
@Injectable()
export class JwtCodec {
  private readonly signer: JwtService;
  /** By the names of the keys. */
  private readonly verifiers = new Map<string, JwtService>();

  constructor(
    private readonly settings: RestAuthSettings,
    private readonly keys: JwtKeys,
    private readonly clock: Clock,
    private readonly library: JwtLibrary,
  ) {
    this.signer = new library.JwtService({ secretOrKeyProvider: () => keys.signing.signing });
  }

  /** A token of that type and id with those claims, good from now on until `expiresAt`. */
  sign(type: JwtType, jti: string, expiresAt: Date, claims: Claims): SignedJwt {
    const { algorithm } = this.keys.signing;
    const exp = seconds(expiresAt);
    const payload = { token_type: type, exp, iat: seconds(this.clock.now()), jti, ...claims };
    const keyid = this.keys.keyId;
    // As text: the library stumbles over claims with the names of inherited properties, such as "constructor".
    const token = this.signer.sign(Buffer.from(JSON.stringify(payload)), {
      algorithm,
      header: { alg: algorithm, typ: 'JWT' },
      ...(keyid !== undefined && { keyid }),
    });
    return { token, jti, expiresAt: new Date(exp * 1000) };
  }

  /** Reads a token; `type` is the one that it must be of, null for either. The order of the checks is Simple JWT's. */
  decode(token: string, type: JwtType | null): Decoded {
    const signed = this.signed(token);
    return signed ? this.check(signed.payload, type) : { problem: 'jwt_invalid' };
  }

  private check(payload: object, type: JwtType | null): Decoded {
    const { userIdClaim, leewaySeconds } = this.settings.jwt;
    const { token_type: claimedType, exp, iat, jti, ...copied } = payload as Readonly<Record<string, unknown>>;
    const { nbf } = copied;
    const now = seconds(this.clock.now());
    if (exp !== undefined) {
      if (!isMoment(exp)) return { problem: 'jwt_invalid' };
      if (exp <= now - leewaySeconds) return { problem: 'jwt_expired' };
    }
    if (nbf !== undefined && (!isMoment(nbf) || nbf > now + leewaySeconds)) return { problem: 'jwt_invalid' };
    if (iat !== undefined && (!isMoment(iat) || iat > now + Math.max(leewaySeconds, AHEAD_SECONDS))) {
      return { problem: 'jwt_invalid' };
    }
    if (exp === undefined) return { problem: 'jwt_without_expiry' };
    if (typeof jti !== 'string' || jti === '') return { problem: 'jwt_without_id' };
    if (claimedType === undefined) return { problem: 'jwt_without_type' };
    if (claimedType !== 'access' && claimedType !== 'refresh') return { problem: 'jwt_wrong_type' };
    if (type !== null && claimedType !== type) return { problem: 'jwt_wrong_type' };
    const userId = copied[userIdClaim];
    return {
      contents: {
        type: claimedType,
        jti,
        issuedAt: iat === undefined ? null : new Date(iat * 1000),
        expiresAt: new Date(exp * 1000),
        userId: typeof userId === 'string' || typeof userId === 'number' ? userId : null,
        copied: copied as Claims,
      },
    };
  }

  /** The key that has signed a token; null when none of ours has. */
  keyOf(token: string): JwtKey | null {
    return this.signed(token)?.key ?? null;
  }

  /** What the token says, if one of our keys has signed it; times are not looked at, for the clock is ours. */
  private signed(token: string): { payload: object; key: JwtKey } | null {
    const { issuer, audience } = this.settings.jwt;
    for (const key of this.keys.candidates(token)) {
      try {
        const payload: unknown = this.verifier(key).verify(token, {
          algorithms: [key.algorithm],
          ignoreExpiration: true,
          ignoreNotBefore: true,
          ...(issuer !== null && { issuer }),
          ...(audience !== null && { audience }),
        });
        return typeof payload === 'object' && payload !== null ? { payload, key } : null;
      } catch {
        // Another key may have signed it.
      }
    }
    return null;
  }

  private verifier({ id, verifying }: JwtKey): JwtService {
    const known = this.verifiers.get(id) ?? new this.library.JwtService({ secretOrKeyProvider: () => verifying });
    this.verifiers.set(id, known);
    return known;
  }
}

/** A number that a date can stand for: what is beyond could neither be stored nor told. */
function isMoment(claim: unknown): claim is number {
  return typeof claim === 'number' && !Number.isNaN(new Date(claim * 1000).getTime());
}

function seconds(moment: Date): number {
  return Math.floor(moment.getTime() / 1000);
}
