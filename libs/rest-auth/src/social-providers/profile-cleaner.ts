import type { SocialProfile } from '../accounts/social-accounts/social-profile.js';
import { isEmailAddress } from '../http/fields/email-address-form.js';
import { foldEmail } from '../kernel/text.js';
import { ProviderOutage } from './provider-failures.js';
import { uidOf } from './provider-json.js';

/** As in the users' own columns. */
const NAME_LENGTH = 150;

/** What of a profile can be kept. Whatever a provider lets its users write there is somebody's input; the uid alone must be right. */
export function cleanProfile(profile: SocialProfile): SocialProfile {
  const email = foldEmail(textOf(profile.email));
  const isAddress = isEmailAddress(email);
  // A provider of the host's may pass on what it was told: `'false'` is no yes.
  const emailVerified: unknown = profile.emailVerified;
  return {
    uid: uidOf(profile.uid),
    username: textOf(profile.username),
    firstName: nameOf(textOf(profile.firstName)),
    lastName: nameOf(textOf(profile.lastName)),
    email: isAddress ? email : '',
    emailVerified: isAddress && emailVerified === true,
  };
}

/** Throws `ProviderOutage` for what is none: a provider of the host's may be careless. */
function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new ProviderOutage('told a profile that is none');
  return value;
}

/** Without what no column of text takes: control characters, and halves of characters. */
function nameOf(text: string): string {
  const clean = text.replace(/[\p{Cc}\p{Cs}]/gu, '').trim();
  return [...clean].slice(0, NAME_LENGTH).join('');
}
