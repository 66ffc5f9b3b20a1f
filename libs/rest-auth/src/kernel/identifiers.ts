import { digest } from './secrets.js';
import { foldEmail, foldName } from './text.js';

/** What stands in a key column: at most 190 characters, which every database indexes. */
export const KEY_LENGTH = 190;

/** The key by which a username is compared and made unique. */
export function usernameKey(username: string): string {
  return keyOf(foldName(username));
}

/** The key by which an address is compared and made unique. */
export function emailKey(email: string): string {
  return keyOf(foldEmail(email));
}

/**
 * A folded text of plain ASCII is its own key; any other is replaced by its digest. So a key compares the same in every database: collations that take é for e, or
 * overlook blanks at the end, find nothing to overlook, and a text that grows when it is folded still fits. What itself begins with `~` is replaced too,
 * so that a digest is nobody's second name.
 */
function keyOf(folded: string): string {
  return /^(?!~)[\x21-\x7e]*$/.test(folded) && folded.length <= KEY_LENGTH ? folded : `~${digest(folded)}`;
}
