import type { SocialProfile } from '../accounts/social-accounts/social-profile.js';
import { isEmailAddress } from '../http/fields/email-address-form.js';
import { foldEmail, foldName } from '../kernel/text.js';
import { ProviderOutage } from './provider-failures.js';
import { uidOf } from './provider-json.js';

/** As in the users' own columns. */
const NAME_LENGTH = 150;
const EMAIL_LENGTH = 320;

/**
 * What of a profile can be kept, and the address that it claims. Whatever a provider lets its users write there is somebody's input, of whatever length; the uid alone must be
 * right.
 */
export function cleanProfile(profile: SocialProfile): { profile: SocialProfile; claimedEmail: string } {
  const [username, email] = [textOf(profile.username), textOf(profile.email)];
  const claimed = email.length <= EMAIL_LENGTH ? email : '';
  // Before it is put into small letters: some that look like ours would become ours.
  const isAddress = isEmailAddress(claimed);
  // A provider of the host's may pass on what it was told: `'false'` is no yes.
  const emailVerified: unknown = profile.emailVerified;
  return {
    profile: {
      uid: uidOf(profile.uid),
      username: username.length <= NAME_LENGTH ? username : '',
      firstName: nameOf(textOf(profile.firstName)),
      lastName: nameOf(textOf(profile.lastName)),
      email: isAddress ? foldEmail(claimed) : '',
      emailVerified: isAddress && emailVerified === true,
    },
    claimedEmail: foldName(claimed),
  };
}

/** Throws `ProviderOutage` for what is none: a provider of the host's may be careless. */
function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new ProviderOutage('told a profile that is none');
  return value;
}

/** Without what no column of text takes: control characters, and halves of characters. */
function nameOf(text: string): string {
  const clean = text.slice(0, 4 * NAME_LENGTH).replace(/[\p{Cc}\p{Cs}]/gu, '');
  return [...clean.trim()].slice(0, NAME_LENGTH).join('');
}
