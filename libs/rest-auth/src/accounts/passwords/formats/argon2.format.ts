import { isOutage } from '../../../http/outage.js';
import type { Argon2 } from '../argon2.js';
import type { PasswordFormat } from './password-format.js';

/** Memory times passes, in KiB: a gigabyte, about a second. */
const MAX_WORK = 1024 * 1024;
const MAX_MEMORY_KIB = 512 * 1024;
const MAX_LANES = 16;

const PHC = /^\$argon2(?:id|i|d)\$(?:v=\d+\$)?m=(\d{1,7}),t=(\d{1,4}),p=(\d{1,3})\$[\w+/-]{8,}\$[\w+/-]{8,}$/;

/** PHC strings of argon2 (RFC 9106), our own and Django's, which has `argon2` before them. */
export const argon2Format =
  (argon2: Argon2): PasswordFormat =>
  (stored) => {
    const phc = stored.startsWith('argon2$') ? stored.slice('argon2'.length) : stored;
    const [, memory, passes, lanes] = PHC.exec(phc) ?? [];
    const work = Number(memory) * Number(passes);
    if (!(work <= MAX_WORK) || Number(memory) > MAX_MEMORY_KIB || Number(lanes) > MAX_LANES) return null;
    return (password) => argon2.verify(phc, password).catch(noMatch);
  };

/** A hash that cannot be read matches nothing. Where there is no memory left, nobody knows whether it matches. */
function noMatch(error: unknown): false {
  if (isOutage(error)) throw error;
  return false;
}
