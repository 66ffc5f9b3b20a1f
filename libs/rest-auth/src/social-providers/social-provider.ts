import type { Type } from '@nestjs/common';

import type { ProviderTokens, SocialProfile } from '../accounts/social-accounts/social-profile.js';
import type { DtoClasses } from '../rest-auth.dto.js';
import type { SocialClient } from '../rest-auth.settings.js';
import type { ProviderHttp } from './provider-http.js';

/** One of our applications at a provider, as it is mounted: its options, with every default applied. */
export interface SocialApp {
  /** Every client that a token may have been issued to; the first one's codes are exchanged. */
  readonly clients: readonly [SocialClient, ...SocialClient[]];
  readonly callbackUrl: string | null;
  readonly scope: readonly string[];
  /** One of the provider's addresses, by its name in `SocialProvider.endpoints`; without a slash at the end. Throws `TypeError` for a name that is not there. */
  endpoint(name: string): string;
  readonly accepts: readonly ('access_token' | 'code')[];
  readonly pkce: boolean;
}

/** Whom a provider has identified. */
export interface Identified {
  readonly profile: SocialProfile;
  readonly tokens: ProviderTokens;
}

/**
 * A provider of identities. Give classes of it to `social.providers`, by path; Nest makes the instance, one for each class, so that it can inject. It holds no
 * state: what differs from mount to mount is in the app. Extend `OAuth2Provider` where the provider speaks OAuth 2.
 */
export abstract class SocialProvider<Input extends object = object> {
  /** The name under which its identities are kept, unless the options say another: `github`. */
  abstract readonly name: string;

  /** The addresses that it asks, by a name for each. The options can say others. */
  abstract readonly endpoints: Readonly<Record<string, string>>;

  /** What a login sends. */
  abstract dto(classes: DtoClasses): Type<Input>;

  /**
   * Who has sent that. It must prove that what was sent was issued to one of our own clients: a token that somebody gave another application is good for
   * the profile of whoever it is, and must not log in here.
   *
   * Throws `ProviderRefusal` for what the provider does not take (400), `FieldErrors` for input that cannot be right (400), `ProviderOutage` when it cannot
   * be asked (503). Anything else that it throws is logged and told as an outage. `http` bears the deadline: what goes out by another way is on its own.
   */
  abstract identify(input: Input, app: SocialApp, http: ProviderHttp): Promise<Identified>;
}
