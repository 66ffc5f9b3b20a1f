import { argon2id, hash } from 'argon2';
import { Argon2PasswordHasher } from 'nestjs-rest-auth';

const QUICK = { type: argon2id, memoryCost: 64, timeCost: 2, parallelism: 1 } as const;

/** argon2id at a price that a thousand logins can pay. Tests about hashing itself take the real one. */
export class QuickHasher extends Argon2PasswordHasher {
  override hash(password: string): Promise<string> {
    return hash(password, QUICK);
  }

  override needsRehash(stored: string): boolean {
    return !stored.startsWith('$argon2id$v=19$m=64,') && super.needsRehash(stored);
  }
}

/** What `QuickHasher` writes. */
export function quickHash(password: string): Promise<string> {
  return hash(password, QUICK);
}
