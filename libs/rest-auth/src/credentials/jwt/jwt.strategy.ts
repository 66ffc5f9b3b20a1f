import type { KeyObject } from 'node:crypto';

import { Injectable, type Type } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import { Strategy } from 'passport-jwt';

import type { AuthUser } from '../../accounts/users/auth-user.js';
import { Exchanges, type HttpRequest } from '../../http/exchange.js';
import { FailureShaper } from '../../http/failure-shaper.js';
import { Refusal } from '../../kernel/errors.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';
import { presentedAccess } from './access-token.source.js';
import { JwtCodec } from './jwt.codec.js';
import { JwtKind } from './jwt.kind.js';

/** The types of `passport-jwt` know texts alone; what it calls takes key objects, which need no parsing for each token. */
type GiveKey = (error: Error | null, key?: KeyObject) => void;

/** Times are looked at by `validate`, on our clock and with our leeway. */
const WITHOUT_TIMES = { ignoreExpiration: true, jsonWebTokenOptions: { ignoreNotBefore: true } };

/** Puts this instance's tokens behind `AuthGuard(name)` of `@nestjs/passport`, for hosts that guard by it. */
export function jwtStrategy(name: string): Type<unknown> {
  @Injectable()
  class RestAuthJwtStrategy extends PassportStrategy(Strategy, name) {
    constructor(
      settings: RestAuthSettings,
      codec: JwtCodec,
      private readonly kind: JwtKind,
      private readonly exchanges: Exchanges,
      private readonly shaper: FailureShaper,
    ) {
      super({
        jwtFromRequest: (request: HttpRequest) => tokenOf(request, settings),
        secretOrKeyProvider: (_request, token: string, done) => {
          const giveKey: GiveKey = done as GiveKey;
          const key = codec.keyOf(token);
          if (key) giveKey(null, key.verifying);
          else giveKey(new Error('None of our keys has signed it.'));
        },
        passReqToCallback: true,
        ...WITHOUT_TIMES,
      });
    }

    /** The user, by the same rules as of the module's own guard; null for nobody. */
    async validate(request: HttpRequest): Promise<AuthUser | null> {
      const exchange = this.exchanges.reading(request);
      try {
        const recognition = await this.kind.recognise(exchange);
        return recognition && 'user' in recognition ? recognition.user : null;
      } catch (error) {
        throw error instanceof Refusal ? this.shaper.shape(error, exchange) : error;
      }
    }
  }
  return RestAuthJwtStrategy;
}

function tokenOf(request: HttpRequest, settings: RestAuthSettings): string | null {
  const presented = presentedAccess(request, settings);
  return presented && 'token' in presented ? presented.token : null;
}
