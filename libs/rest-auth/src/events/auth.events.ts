import type { UserId } from '../accounts/users/auth-user.js';
import type { MessageCode } from '../kernel/messages.js';
import type { RateName } from '../rest-auth.settings.js';

/** What has happened, without its circumstances. `userId` is null where nobody is known to be meant. */
export type Happening =
  | { readonly type: 'logged_in'; readonly userId: UserId; readonly method: 'password' | 'social' }
  /** The password, or the provider's word, was right, and a `LoginPolicy` asks for something more: a second factor. */
  | { readonly type: 'login_challenged'; readonly userId: UserId; readonly method: 'password' | 'social' }
  | {
      readonly type: 'login_failed';
      /** Whose account was tried; never what was typed. */
      readonly userId: UserId | null;
      readonly method: 'password' | 'social';
      /** `credentials`: they are wrong, or nobody's. `account`: the identity is right, and no account may be entered by it. `policy`: a `LoginPolicy` said no. */
      readonly reason: 'credentials' | 'account' | 'policy';
    }
  | { readonly type: 'logged_out'; readonly userId: UserId }
  /** One of the user's logins was ended from the list of them. */
  | { readonly type: 'login_ended'; readonly userId: UserId; readonly loginId: string }
  | { readonly type: 'registered'; readonly userId: UserId }
  /** Another mail with a key was asked for; null: for an address that waits for no proof. */
  | { readonly type: 'email_verification_requested'; readonly userId: UserId | null }
  | { readonly type: 'email_verified'; readonly userId: UserId; readonly email: string }
  | { readonly type: 'email_verification_failed'; readonly userId: UserId | null }
  | { readonly type: 'password_changed'; readonly userId: UserId }
  /** The present password was asked for once more, and was wrong. */
  | { readonly type: 'reauthentication_failed'; readonly userId: UserId }
  /** For each account that a mail goes to; null: for nobody's address. */
  | { readonly type: 'password_reset_requested'; readonly userId: UserId | null }
  | { readonly type: 'password_reset'; readonly userId: UserId }
  /** With a token that is wrong, used or over. */
  | { readonly type: 'password_reset_failed'; readonly userId: UserId | null }
  | { readonly type: 'social_account_connected'; readonly userId: UserId; readonly provider: string }
  | { readonly type: 'social_account_disconnected'; readonly userId: UserId; readonly provider: string }
  /** A refresh token that was exchanged before came back, and its login has been ended: two have it (RFC 9700 §4.14). */
  | { readonly type: 'refresh_token_reused'; readonly userId: UserId; readonly loginId: string }
  | { readonly type: 'token_refresh_failed'; readonly userId: null; readonly reason: MessageCode }
  /** A guard of ours let nobody through: no credential, or one that is no good. */
  | { readonly type: 'access_denied'; readonly userId: null; readonly reason: MessageCode }
  /** A write by a cookie without its CSRF token, or from a foreign page. `userId`: in whose name it was to be. */
  | { readonly type: 'csrf_failed'; readonly userId: UserId | null; readonly reason: MessageCode }
  /** Somebody was told to wait. `userId`: who was logged in. */
  | { readonly type: 'throttled'; readonly userId: UserId | null; readonly rate: RateName | 'sharedRate' };

/** The name of an event. */
export type AuthEventType = Happening['type'];

/** When and from where. */
export interface EventCircumstances {
  readonly outcome: 'success' | 'failure';
  /** By the module's clock. */
  readonly at: Date;
  /** Where this instance of the module is mounted: `dj-rest-auth`. */
  readonly instance: string;
  /** The client's address as the host's adapter sees it (`trust proxy`); null when it is gone. */
  readonly address: string | null;
  /** What the client says that it is, at most 255 characters; null when it says nothing. Anybody may say anything. */
  readonly userAgent: string | null;
}

/** Something that happened, told once it is true. No secret is ever in one, nor what was typed into a field. */
export type AuthEvent = Happening & EventCircumstances;

/** Which of them tell that somebody was refused; one that is missing does not compile. */
const OUTCOMES: Readonly<Record<AuthEventType, EventCircumstances['outcome']>> = {
  logged_in: 'success',
  login_challenged: 'success',
  login_failed: 'failure',
  logged_out: 'success',
  login_ended: 'success',
  registered: 'success',
  email_verification_requested: 'success',
  email_verified: 'success',
  email_verification_failed: 'failure',
  password_changed: 'success',
  reauthentication_failed: 'failure',
  password_reset_requested: 'success',
  password_reset: 'success',
  password_reset_failed: 'failure',
  social_account_connected: 'success',
  social_account_disconnected: 'success',
  refresh_token_reused: 'failure',
  token_refresh_failed: 'failure',
  access_denied: 'failure',
  csrf_failed: 'failure',
  throttled: 'failure',
};

/** How it came out. */
export function outcomeOf(type: AuthEventType): EventCircumstances['outcome'] {
  return OUTCOMES[type];
}

/** Who is told of events. Django: the signals of `django.contrib.auth` and allauth. */
export abstract class AuthEvents {
  /** Called after the commit of what happened, and never waited for by an answer; whatever it throws is logged and changes nothing. */
  abstract emit(event: AuthEvent): void | Promise<void>;
}

/** Nobody: the default. */
export class NoAuthEvents extends AuthEvents {
  override emit(): void {
    // Nobody listens.
  }
}
