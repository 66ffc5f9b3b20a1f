import { createHash } from 'node:crypto';

import { sameBytes } from '../../../kernel/secrets.js';
import type { PasswordFormat } from './password-format.js';

/** Django's salted `md5$SALT$HEX`, found in test databases and very old sites. The unsalted forms are read by nobody any more. */
export const md5Format: PasswordFormat = (stored) => {
  const [salt, hash] = /^md5\$([^$]+)\$([0-9a-f]{32})$/.exec(stored)?.slice(1) ?? [];
  if (salt === undefined || hash === undefined) return null;
  return async (password) =>
    sameBytes(
      createHash('md5')
        .update(salt + password, 'utf8')
        .digest(),
      Buffer.from(hash, 'hex'),
    );
};
