import type { Provider } from '@nestjs/common';
import type { JwtService } from '@nestjs/jwt';

import { optionalPackage } from '../../kernel/optional-package.js';

/** What signs and verifies: loaded where there are JSON Web Tokens, and nowhere else. */
export abstract class JwtLibrary {
  abstract readonly JwtService: typeof JwtService;
}

export const jwtLibrary: Provider = {
  provide: JwtLibrary,
  useFactory: (): Promise<JwtLibrary> =>
    optionalPackage('@nestjs/jwt', "the credential kind 'jwt'", () => import('@nestjs/jwt')),
};
