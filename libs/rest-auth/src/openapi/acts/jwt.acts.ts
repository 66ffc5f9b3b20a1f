import { JwksController } from '../../endpoints/jwt/jwks/jwks.controller.js';
import { TokenRefreshController } from '../../endpoints/jwt/token-refresh/token-refresh.controller.js';
import { TokenVerifyController } from '../../endpoints/jwt/token-verify/token-verify.controller.js';
import type { Endpoint } from '../act.js';
import { deliveryParameters, refreshedSchema } from '../credential.answers.js';
import { jwtCookies } from '../instance.js';
import type { Schema } from '../open-api.js';
import { refreshCsrf, refreshInCookie } from '../refresh-token.input.js';
import { notRecognised, refusal } from '../refusals.js';
import { EMPTY, only, TEXT, wholeObjectOf } from '../shapes.js';

const COMMON = { kty: TEXT, kid: TEXT, alg: TEXT, use: only('sig') };
/** A public key: of RSA (RFC 7518 §6.3), or of an elliptic curve (§6.2). */
const KEY: Schema = {
  anyOf: [wholeObjectOf({ ...COMMON, n: TEXT, e: TEXT }), wholeObjectOf({ ...COMMON, crv: TEXT, x: TEXT, y: TEXT })],
};

export const jwtActs: readonly Endpoint[] = [
  {
    controller: TokenVerifyController,
    acts: {
      post: (context) => ({
        summary: 'Ask whether a token is good',
        input: context.instance.dto.tokenVerify,
        answers: [{ status: 200, description: 'It is.', schema: EMPTY }, notRecognised(context, 'It is not.')],
      }),
    },
  },
  {
    controller: TokenRefreshController,
    acts: {
      post: (context) => {
        const cookies = jwtCookies(context.instance);
        const hasCookie = context.instance.settings.jwt.refreshCookieName !== null;
        return {
          summary: 'Get another access token',
          description: `For a refresh token${hasCookie ? ', of the body or else of the cookie' : ''}.`,
          input: context.instance.dto.tokenRefresh,
          parameters: [...refreshInCookie(context), ...refreshCsrf(context), ...deliveryParameters(context)],
          answers: [
            { status: 200, description: 'Tokens.', schema: refreshedSchema(context), cookies },
            { ...notRecognised(context, 'The refresh token is missing, or no good.'), cookies },
            ...(hasCookie ? [refusal(context, 403, 'A page of a foreign origin, or no CSRF token.')] : []),
          ],
        };
      },
    },
  },
  {
    controller: JwksController,
    acts: {
      get: () => ({
        summary: 'Get the public keys',
        description: 'A JSON Web Key Set (RFC 7517); empty where tokens are signed with a secret.',
        answers: [
          { status: 200, description: 'The keys.', schema: wholeObjectOf({ keys: { type: 'array', items: KEY } }) },
        ],
      }),
    },
  },
];
