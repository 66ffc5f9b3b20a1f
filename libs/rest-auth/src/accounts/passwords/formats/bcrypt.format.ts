import { createHash } from 'node:crypto';

import { optionalPackage } from '../../../kernel/optional-package.js';
import type { PasswordFormat } from './password-format.js';

/** Two to this power rounds: 13 is about half a second. */
const MAX_COST = 13;

/**
 * Django's `bcrypt_sha256$$2b$…`, which is bcrypt of the hex SHA-256, and its plain `bcrypt$$2b$…`, of which only 72 bytes count. The package `bcrypt` is loaded with the first
 * such hash; a host without any need not have it. Where it is missing the check throws `MissingPackage`.
 */
export const bcryptFormat: PasswordFormat = (stored) => {
  const [algorithm, hash, cost] =
    /^(bcrypt(?:_sha256)?)\$(\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53})$/.exec(stored)?.slice(1) ?? [];
  if (hash === undefined || Number(cost) > MAX_COST) return null;
  return async (password) => {
    const { compare } = (await optionalPackage('bcrypt', 'a hash of bcrypt', () => import('bcrypt'))).default;
    const input =
      algorithm === 'bcrypt_sha256' ? createHash('sha256').update(password, 'utf8').digest('hex') : password;
    return compare(input, hash);
  };
};
