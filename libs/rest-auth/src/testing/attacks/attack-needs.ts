import type { RestAuthOptions } from '../../rest-auth.options.js';
import type { SocialAppSettings } from '../../rest-auth.settings.js';

/** By which credential a site is attacked. */
export type AttackProfile = 'jwt-body' | 'jwt-cookie' | 'token' | 'session';

export const EVERY_PROFILE: readonly AttackProfile[] = ['jwt-body', 'jwt-cookie', 'token', 'session'];

/** What kind of site an attack is tried on. */
export interface AttackNeeds {
  /** Options besides those of the profile. */
  readonly options?: Partial<RestAuthOptions>;
  /** What the mounted providers are given besides a client. */
  readonly apps?: Partial<Record<'facebook' | 'github' | 'twitter', SocialAppSettings>>;
  /** Whether the rates are in force. Default false: most attacks make more requests than anybody may. */
  readonly throttling?: boolean;
  /** Whether the site stands behind one proxy, and believes what it adds to `X-Forwarded-For`. Default false. */
  readonly behindProxy?: boolean;
  /** Whether it is served by two processes on one database. Default false. */
  readonly twoInstances?: boolean;
}
