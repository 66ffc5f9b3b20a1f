import type { KeyObject } from 'node:crypto';

import type { FactoryProvider } from '@nestjs/common';

import type { AuthUser } from '../../accounts/users/auth-user.js';
import { Exchanges, type HttpRequest } from '../../http/exchange.js';
import { FailureShaper } from '../../http/failure-shaper.js';
import { Refusal } from '../../kernel/errors.js';
import { MissingPackage, optionalPackage } from '../../kernel/optional-package.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';
import { presentedAccess } from './access-token.source.js';
import { JwtCodec } from './jwt.codec.js';
import { JwtKind } from './jwt.kind.js';

/** The types of `passport-jwt` know texts alone; what it calls takes key objects, which need no parsing for each token. */
type GiveKey = (error: Error | null, key?: KeyObject) => void;

/** Times are looked at by `validate`, on our clock and with our leeway. */
const WITHOUT_TIMES = { ignoreExpiration: true, jsonWebTokenOptions: { ignoreNotBefore: true } };

/**
 * Puts this instance's tokens behind `AuthGuard(name)` of `@nestjs/passport`, for hosts that guard by it: where that and `passport-jwt` are installed. A host that
 * gives it a name of its own wants it, and is told what is missing.
 */
export function jwtStrategy(name: string | undefined): FactoryProvider {
  return {
    provide: Symbol('RestAuthJwtStrategy'),
    inject: [RestAuthSettings, JwtCodec, JwtKind, Exchanges, FailureShaper],
    useFactory: async (...dependencies: Dependencies) => {
      const packages = await passport().catch((error: unknown) => {
        // Who gives it no name may not use it at all.
        if (name === undefined && error instanceof MissingPackage) return null;
        throw error;
      });
      return packages && register(name ?? 'rest-auth-jwt', packages, dependencies);
    },
  };
}

type Dependencies = [RestAuthSettings, JwtCodec, JwtKind, Exchanges, FailureShaper];
type Packages = Awaited<ReturnType<typeof passport>>;

async function passport() {
  const reason = '`credentials.passportName`';
  const { PassportStrategy } = await optionalPackage('@nestjs/passport', reason, () => import('@nestjs/passport'));
  const { Strategy } = (await optionalPackage('passport-jwt', reason, () => import('passport-jwt'))).default;
  return { PassportStrategy, Strategy };
}

/** Passport knows a strategy by its name once one has been made. */
function register(name: string, { PassportStrategy, Strategy }: Packages, dependencies: Dependencies): object {
  const [settings, codec, kind, exchanges, shaper] = dependencies;

  class RestAuthJwtStrategy extends PassportStrategy(Strategy, name) {
    constructor() {
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
      const exchange = exchanges.reading(request);
      try {
        const recognition = await kind.recognise(exchange);
        return recognition && 'user' in recognition ? recognition.user : null;
      } catch (error) {
        throw error instanceof Refusal ? shaper.shape(error, exchange) : error;
      }
    }
  }
  return new RestAuthJwtStrategy();
}

function tokenOf(request: HttpRequest, settings: RestAuthSettings): string | null {
  const presented = presentedAccess(request, settings);
  return presented && 'token' in presented ? presented.token : null;
}
