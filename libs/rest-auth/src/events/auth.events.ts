import type { UserId } from '../accounts/users/auth-user.js';

/** Something that happened, told once it is true. No secret is ever in one. */
export type AuthEvent = { readonly userId: UserId } & (
  | { readonly type: 'logged_in'; readonly method: 'password' | 'registration' | 'social' }
  | { readonly type: 'logged_out' }
  | { readonly type: 'registered' }
  | { readonly type: 'email_verified'; readonly email: string }
  | { readonly type: 'password_changed' }
  | { readonly type: 'password_reset' }
  | { readonly type: 'social_account_connected'; readonly provider: string }
  | { readonly type: 'social_account_disconnected'; readonly provider: string }
);

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
