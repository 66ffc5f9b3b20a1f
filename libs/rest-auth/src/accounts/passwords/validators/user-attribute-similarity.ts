import { message, type Message } from '../../../kernel/messages.js';
import type { PasswordOwner } from '../password.policy.js';

/** From this share of common characters on, two texts are similar: Django's default. */
const MAX_SIMILARITY = 0.7;

/** What is compared, in Django's order, and what the message calls it. */
const ATTRIBUTES: readonly { key: keyof PasswordOwner; name: string }[] = [
  { key: 'username', name: 'username' },
  { key: 'firstName', name: 'first name' },
  { key: 'lastName', name: 'last name' },
  { key: 'email', name: 'email address' },
];

/** Python's `\W`, which knows the letters of every script; JavaScript's knows ASCII only. */
const BETWEEN_WORDS = /[^\p{L}\p{N}_]+/u;

/**
 * Refuses a password made of much the same characters, in whatever order and letter case, as one of the owner's attributes or a word of
 * it (either side of the @ of an address). Tells the first such attribute only. Nobody is known yet where `owner` is null, and nothing is
 * similar to nobody. Django: `UserAttributeSimilarityValidator`.
 */
export function userAttributeSimilarity(password: string, owner: PasswordOwner | null): Message | null {
  if (owner === null) return null;
  const characters = countCharacters(password.toLowerCase());
  const similar = ATTRIBUTES.find(({ key }) => {
    const value = owner[key].toLowerCase();
    return value !== '' && partsOf(value).some((part) => areSimilar(characters, countCharacters(part)));
  });
  return similar === undefined ? null : message('password_too_similar', { attribute: similar.name });
}

function partsOf(value: string): readonly string[] {
  return [...value.split(BETWEEN_WORDS), value];
}

/** A text as difflib's `quick_ratio()` sees it: how often each character occurs, and how many there are. */
interface Characters {
  readonly counts: ReadonlyMap<string, number>;
  readonly length: number;
}

function countCharacters(text: string): Characters {
  const counts = new Map<string, number>();
  let length = 0;
  for (const character of text) {
    counts.set(character, (counts.get(character) ?? 0) + 1);
    length += 1;
  }
  return { counts, length };
}

/**
 * By difflib's `SequenceMatcher.quick_ratio()`, the share of characters in common; its cost grows with the part alone. Django's `exceeds_maximum_length_ratio`, which
 * spares the comparison with what is ten times as long, would decide nothing here: the share is a fifth at most.
 */
function areSimilar(password: Characters, part: Characters): boolean {
  const total = password.length + part.length;
  let matches = 0;
  for (const [character, count] of part.counts) matches += Math.min(count, password.counts.get(character) ?? 0);
  // Two texts of nothing are the same.
  return total === 0 || (2 * matches) / total >= MAX_SIMILARITY;
}
