/**
 * The characters that Python's `str.strip()` cuts, which is what DRF does to every text field. JavaScript's
 * `trim()` differs: it cuts U+FEFF and leaves U+001C to U+001F and U+0085.
 */
const PYTHON_BLANKS =
  '\\u0009-\\u000d\\u001c-\\u0020\\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const LEADING = new RegExp(`^[${PYTHON_BLANKS}]+`, 'u');
// Without the look-behind a long run of blanks inside of a text would be tried from each of its places: quadratic.
const TRAILING = new RegExp(`(?<![${PYTHON_BLANKS}])[${PYTHON_BLANKS}]+$`, 'u');

const BLANK = new RegExp(`[${PYTHON_BLANKS}]`, 'u');

/** `text` without blanks at both ends, as Python's `str.strip()` cuts them. */
export function strip(text: string): string {
  // A token is long, and has none.
  const hasBlanks = BLANK.test(text.charAt(0)) || BLANK.test(text.charAt(text.length - 1));
  return hasBlanks ? text.replace(LEADING, '').replace(TRAILING, '') : text;
}

/** The number of characters (code points, as Python counts), not of UTF-16 units. */
export function lengthOf(text: string): number {
  let count = 0;
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- only the number of turns matters
  for (const _ of text) count += 1;
  return count;
}

/**
 * What makes two names the same: NFKC, case folding and no invisible characters (Unicode's NFKC_Casefold, which
 * UTS 36 asks for). JavaScript has no case folding of its own; lower, upper and lower case in turn come to the same but for
 * the final sigma, which is mended by hand.
 */
export function foldName(name: string): string {
  return name
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .normalize('NFKC');
}

/** An address in the form in which it is stored and looked up: in small letters, as allauth keeps it. */
export function foldEmail(address: string): string {
  return address.toLowerCase();
}
