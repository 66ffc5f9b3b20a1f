import type { UserId } from '../users/auth-user.js';
import type { SocialAccount } from './social-account.store.js';
import type { SocialProfile } from './social-profile.js';

/** What the tables say of somebody whom a provider has identified. */
export interface IdentityFound {
  /** The account of that identity. */
  readonly account: SocialAccount | null;
  /** The users who have the profile's address as their own, or have proven it. None where it has no address. */
  readonly holders: readonly AddressHolder[];
}

export interface AddressHolder {
  readonly userId: UserId;
  /** Whether this user has proven the address. */
  readonly hasProven: boolean;
}

/** The rules in force. */
export interface IdentityRules {
  /** Who wants to connect the identity; null: somebody logs in by it. */
  readonly callerId: UserId | null;
  /** `email.unique` */
  readonly uniqueEmail: boolean;
  /** `socialLogin.emailLinking` */
  readonly emailLinking: 'never' | 'verified';
  /** `socialLogin.registration` */
  readonly registration: boolean;
  /** Whether nobody can log in without a proven address: `email.verification` is `mandatory`. */
  readonly needsEmail: boolean;
}

/** The rules for somebody who connects: of the others none has a say. */
export function connecting(callerId: UserId): IdentityRules {
  return { callerId, uniqueEmail: true, emailLinking: 'never', registration: false, needsEmail: false };
}

/** Whose identity it is, and so what is to be done. */
export type IdentityDecision =
  /** It is this user's: a login of theirs, or connected already. */
  | { readonly act: 'use'; readonly account: SocialAccount }
  /** Nobody has it: the caller gets it. */
  | { readonly act: 'connect' }
  /** Nobody has it, and the address is proven on both sides: this user gets it, and loses what may be somebody else's. */
  | { readonly act: 'link'; readonly userId: UserId }
  /** Nobody has it: a new user gets it. */
  | { readonly act: 'register' }
  /** Nobody has it, and its address is somebody else's. */
  | { readonly act: 'refuse'; readonly code: 'email_taken'; readonly isProvenElsewhere: boolean }
  | { readonly act: 'refuse'; readonly code: 'social_account_taken' | 'registration_closed' | 'email_not_verified' };

/**
 * Decides by provider and uid alone. An address links nobody, unless the host asks for it and both sides have proven it: who merely wrote somebody's address into a
 * profile, here or there, must not come into their account.
 */
export function decideSocialIdentity(
  profile: SocialProfile,
  { account, holders }: IdentityFound,
  { callerId, uniqueEmail, emailLinking, registration, needsEmail }: IdentityRules,
): IdentityDecision {
  if (account) {
    const isTheirs = callerId === null || String(account.userId) === String(callerId);
    return isTheirs ? { act: 'use', account } : { act: 'refuse', code: 'social_account_taken' };
  }
  if (callerId !== null) return { act: 'connect' };
  const [owner, ...others] = holders.filter(({ hasProven }) => hasProven);
  if (emailLinking === 'verified' && profile.emailVerified && owner && others.length === 0) {
    return { act: 'link', userId: owner.userId };
  }
  if (uniqueEmail && holders.length > 0)
    return { act: 'refuse', code: 'email_taken', isProvenElsewhere: owner !== undefined };
  if (!registration) return { act: 'refuse', code: 'registration_closed' };
  // A user who could never prove anything would only keep the identity from whoever it is connected to later.
  return needsEmail && profile.email === '' ? { act: 'refuse', code: 'email_not_verified' } : { act: 'register' };
}
