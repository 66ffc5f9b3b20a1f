import type { Type } from '@nestjs/common';

import type { SocialProvider } from './social-provider.js';

/** The providers that are mounted, by path. */
export abstract class SocialMounts {
  abstract readonly providers: Readonly<Record<string, Type<SocialProvider>>>;
}
