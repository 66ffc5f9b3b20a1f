import { argon2id, hash, verify } from 'argon2';

/** OWASP's second choice of argon2id parameters, which policy asks for: 19 MiB, two passes, one lane. */
export const PARAMETERS = { memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;

/** argon2 as some package computes it, in libuv's pool. */
export interface Argon2 {
  /** A PHC string of argon2id with our parameters. */
  hash(password: string): Promise<string>;
  /** Whether the PHC string, of argon2i, d or id with whatever parameters, was made of the password. */
  verify(phc: string, password: string): Promise<boolean>;
}

/** That of the package `argon2`. */
export const nodeArgon2: Argon2 = {
  hash: (password) => hash(password, { type: argon2id, ...PARAMETERS }),
  verify: (phc, password) => verify(phc, password),
};
