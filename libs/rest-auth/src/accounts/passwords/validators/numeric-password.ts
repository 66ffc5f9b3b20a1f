import { message, type Message } from '../../../kernel/messages.js';

/**
 * What Python's `str.isdigit()` takes for a digit: the decimal digits of every script, and these few superscripts, circled digits and
 * the like. Unicode has closed their list (UAX 44, Numeric_Type=Digit), and JavaScript has no property for them.
 */
const DIGITS_BESIDES_DECIMAL =
  '\\u00b2\\u00b3\\u00b9\\u1369-\\u1371\\u19da\\u2070\\u2074-\\u2079\\u2080-\\u2089\\u2460-\\u2468\\u2474-\\u247c' +
  '\\u2488-\\u2490\\u24ea\\u24f5-\\u24fd\\u24ff\\u2776-\\u277e\\u2780-\\u2788\\u278a-\\u2792' +
  '\\u{10a40}-\\u{10a43}\\u{10e60}-\\u{10e68}\\u{11052}-\\u{1105a}\\u{1f100}-\\u{1f10a}';
const ENTIRELY_DIGITS = new RegExp(`^[\\p{Nd}${DIGITS_BESIDES_DECIMAL}]+$`, 'u');

/** Refuses a password of nothing but digits, in any script. Django: `NumericPasswordValidator`. */
export function numericPassword(password: string): Message | null {
  return ENTIRELY_DIGITS.test(password) ? message('password_entirely_numeric') : null;
}
