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

/** Who wants to connect the identity. */
export interface ConnectRules {
  readonly callerId: UserId;
}

/** Somebody logs in by it: the rules in force. */
export interface LoginRules {
  /** `email.unique` */
  readonly uniqueEmail: boolean;
  /** `socialLogin.emailLinking` */
  readonly emailLinking: 'never' | 'verified';
  /** `socialLogin.registration` */
  readonly registration: boolean;
  /** Whether nobody can log in without a proven address: `email.verification` is `mandatory`. */
  readonly needsEmail: boolean;
}

/** The identity is this user's: a login of theirs, or connected already. */
interface Use {
  readonly act: 'use';
  readonly account: SocialAccount;
}

export type ConnectDecision =
  | Use
  /** Nobody has it: the caller gets it. */
  | { readonly act: 'connect' }
  | { readonly act: 'refuse'; readonly code: 'social_account_taken' };

export type LoginDecision =
  | Use
  /** Nobody has it, and the address is proven on both sides: this user gets it, and loses what may be somebody else's. */
  | { readonly act: 'link'; readonly userId: UserId }
  /** Nobody has it: a new user gets it. */
  | { readonly act: 'register' }
  /** Nobody has it, and its address is somebody else's. */
  | { readonly act: 'refuse'; readonly code: 'email_taken'; readonly isProvenElsewhere: boolean }
  | { readonly act: 'refuse'; readonly code: 'registration_closed' | 'email_not_verified' };

/**
 * Decides whose an identity is, and so what is to be done: by provider and uid alone. An address links nobody, unless the host asks for it and both sides have proven it: who merely
 * wrote somebody's address into a profile, here or there, must not come into their account. Somebody who connects stays who they are, whatever address it bears.
 */
export function decideSocialIdentity(
  profile: SocialProfile,
  found: Pick<IdentityFound, 'account'>,
  rules: ConnectRules,
): ConnectDecision;
export function decideSocialIdentity(profile: SocialProfile, found: IdentityFound, rules: LoginRules): LoginDecision;
export function decideSocialIdentity(
  profile: SocialProfile,
  { account, holders = [] }: Pick<IdentityFound, 'account'> & Partial<IdentityFound>,
  rules: ConnectRules | LoginRules,
): ConnectDecision | LoginDecision {
  if ('callerId' in rules) {
    if (!account) return { act: 'connect' };
    const isTheirs = String(account.userId) === String(rules.callerId);
    return isTheirs ? { act: 'use', account } : { act: 'refuse', code: 'social_account_taken' };
  }
  if (account) return { act: 'use', account };
  const { uniqueEmail, emailLinking, registration, needsEmail } = rules;
  const [owner, ...others] = holders.filter(({ hasProven }) => hasProven);
  if (emailLinking === 'verified' && profile.emailVerified && owner && others.length === 0) {
    return { act: 'link', userId: owner.userId };
  }
  if (uniqueEmail && holders.length > 0) {
    return { act: 'refuse', code: 'email_taken', isProvenElsewhere: owner !== undefined };
  }
  if (!registration) return { act: 'refuse', code: 'registration_closed' };
  // A user who could never prove anything would only keep the identity from whoever it is connected to later.
  return needsEmail && profile.email === '' ? { act: 'refuse', code: 'email_not_verified' } : { act: 'register' };
}
