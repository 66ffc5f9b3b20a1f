import { Injectable } from '@nestjs/common';
import { argon2id, hash, needsRehash, verify } from 'argon2';

import { randomHex } from '../../kernel/secrets.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';
import { HashQueue } from './hash-queue.js';
import { PasswordHasher } from './password.hasher.js';

/** OWASP's second choice of argon2id parameters, which policy asks for: 19 MiB, two passes, one lane. */
const PARAMETERS = { type: argon2id, memoryCost: 19 * 1024, timeCost: 2, parallelism: 1 } as const;

/** A stored hash that asks for more than this is not believed: checking it would be an attack on ourselves. */
const MAX_MEMORY_KIB = 256 * 1024;
const MAX_PASSES = 16;

/** argon2id in PHC strings (RFC 9106): the default. */
@Injectable()
export class Argon2PasswordHasher extends PasswordHasher {
  private readonly queue: HashQueue;
  private dummy: Promise<string> | null = null;

  constructor({ password }: RestAuthSettings) {
    super();
    this.queue = new HashQueue(password.hashConcurrency, password.hashQueue);
  }

  override hash(password: string): Promise<string> {
    return this.queue.run(() => hash(password, PARAMETERS));
  }

  override async verify(password: string, stored: string | null): Promise<boolean> {
    const readable = stored !== null && isReadable(stored);
    // Prepared once and outside of the queue's turn, so that a user who is absent costs one hash like one who is there.
    const against = readable ? stored : await this.dummyHash();
    const matches = await this.queue.run(() => verify(against, password).catch(() => false));
    return readable && matches;
  }

  override needsRehash(stored: string): boolean {
    return !isReadable(stored) || needsRehash(stored, PARAMETERS);
  }

  private dummyHash(): Promise<string> {
    this.dummy ??= hash(randomHex(32), PARAMETERS);
    return this.dummy;
  }
}

function isReadable(stored: string): boolean {
  const cost = /^\$argon2(?:id|i|d)\$(?:v=\d+\$)?m=(\d+),t=(\d+),p=\d+\$[A-Za-z0-9+/]+\$[A-Za-z0-9+/]+$/.exec(stored);
  return cost !== null && Number(cost[1]) <= MAX_MEMORY_KIB && Number(cost[2]) <= MAX_PASSES;
}
