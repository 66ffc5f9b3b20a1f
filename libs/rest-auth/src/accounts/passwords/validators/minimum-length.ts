import { message, type Message } from '../../../kernel/messages.js';
import { lengthOf } from '../../../kernel/text.js';

/** Refuses a password of fewer than `min` characters (code points, so that an emoji counts as one). Django: `MinimumLengthValidator`. */
export function minimumLength(password: string, min: number): Message | null {
  return lengthOf(password) < min ? message('password_too_short', { min }) : null;
}
