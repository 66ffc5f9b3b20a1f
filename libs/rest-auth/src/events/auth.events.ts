import type { UserId } from '../accounts/users/auth-user.js';
import type { RateName } from '../rest-auth.settings.js';

/** Something that happened, told once it is true. No secret is ever in one. */
export type AuthEvent =
  | ThrottledEvent
  | ({ readonly userId: UserId } & (
      | { readonly type: 'logged_in'; readonly method: 'password' | 'registration' | 'social' }
      | { readonly type: 'logged_out' }
      | { readonly type: 'registered' }
      | { readonly type: 'email_verified'; readonly email: string }
      | { readonly type: 'password_changed' }
      | { readonly type: 'password_reset' }
      | { readonly type: 'social_account_connected'; readonly provider: string }
      | { readonly type: 'social_account_disconnected'; readonly provider: string }
    ));

/** Somebody was told to wait: by which rate. Whom it counted for is not told; the log of the proxy knows the address. */
export interface ThrottledEvent {
  readonly type: 'throttled';
  /** Who was logged in; null for nobody. */
  readonly userId: UserId | null;
  /** A name of `throttling.rates`, or `sharedRate`. */
  readonly rate: RateName | 'sharedRate';
}

/** Who is told of events. Django: the signals of `django.contrib.auth` and allauth. */
export abstract class AuthEvents {
  /** Called after the commit of what happened; whatever it throws is logged and changes nothing. */
  abstract emit(event: AuthEvent): void | Promise<void>;
}

/** Nobody: the default. */
export class NoAuthEvents extends AuthEvents {
  override emit(): void {
    // Nobody listens.
  }
}
