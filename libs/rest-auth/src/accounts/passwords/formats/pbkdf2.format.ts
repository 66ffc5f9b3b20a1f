import { pbkdf2 } from 'node:crypto';
import { promisify } from 'node:util';

import { sameBytes } from '../../../kernel/secrets.js';
import type { PasswordFormat } from './password-format.js';

const derive = promisify(pbkdf2);

/** Django's present default is 1 200 000. */
const MAX_ITERATIONS = 1_500_000;

const DIGESTS: Readonly<Record<string, { name: string; bytes: number }>> = {
  pbkdf2_sha256: { name: 'sha256', bytes: 32 },
  pbkdf2_sha1: { name: 'sha1', bytes: 20 },
};

/** Django's `pbkdf2_sha256$ITERATIONS$SALT$BASE64`, and the same with SHA-1. The salt is a text. */
export const pbkdf2Format: PasswordFormat = (stored) => {
  const [algorithm = '', iterations, salt, hash] =
    /^(pbkdf2_sha(?:256|1))\$(\d{1,8})\$([^$]+)\$([\w+/]+=*)$/.exec(stored)?.slice(1) ?? [];
  const digest = DIGESTS[algorithm];
  const rounds = Number(iterations);
  if (!digest || salt === undefined || hash === undefined || rounds < 1 || rounds > MAX_ITERATIONS) return null;
  return async (password) =>
    sameBytes(await derive(password, salt, rounds, digest.bytes, digest.name), Buffer.from(hash, 'base64'));
};
