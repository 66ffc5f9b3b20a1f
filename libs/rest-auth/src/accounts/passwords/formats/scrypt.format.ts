import { scrypt, type ScryptOptions } from 'node:crypto';

import { sameBytes } from '../../../kernel/secrets.js';
import type { PasswordFormat } from './password-format.js';

/** N × r × p: three times Django's default. Memory is bounded by Node's own `maxmem`. */
const MAX_WORK = 2 ** 21;

/** Django's `scrypt$N$SALT$r$p$BASE64`. The salt is a text. */
export const scryptFormat: PasswordFormat = (stored) => {
  const [cost, salt, block, lanes, hash] =
    /^scrypt\$(\d{1,8})\$([^$]+)\$(\d{1,3})\$(\d{1,3})\$([\w+/]+=*)$/.exec(stored)?.slice(1) ?? [];
  const options = { N: Number(cost), r: Number(block), p: Number(lanes) };
  if (salt === undefined || hash === undefined || !(options.N * options.r * options.p <= MAX_WORK)) return null;
  return async (password) =>
    sameBytes(await derive(password, salt, options).catch(() => Buffer.alloc(0)), Buffer.from(hash, 'base64'));
};

function derive(password: string, salt: string, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, 64, options, (error, key) => {
      if (error) reject(error);
      else resolve(key);
    });
  });
}
