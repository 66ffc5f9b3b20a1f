import { Injectable, Logger } from '@nestjs/common';

import { MissingPackage } from '../../kernel/optional-package.js';
import { randomHex } from '../../kernel/secrets.js';
import { RestAuthSettings } from '../../rest-auth.settings.js';
import { type Argon2, nodeArgon2, PARAMETERS } from './argon2.js';
import { argon2Format } from './formats/argon2.format.js';
import { bcryptFormat } from './formats/bcrypt.format.js';
import { md5Format } from './formats/md5.format.js';
import type { PasswordCheck, PasswordFormat } from './formats/password-format.js';
import { pbkdf2Format } from './formats/pbkdf2.format.js';
import { scryptFormat } from './formats/scrypt.format.js';
import { HashQueue } from './hash-queue.js';
import { PasswordHasher } from './password.hasher.js';

/** How what we write begins. */
const OURS = `$argon2id$v=19$m=${String(PARAMETERS.memoryCost)},t=${String(PARAMETERS.timeCost)},p=${String(PARAMETERS.parallelism)}$`;

/** What Django puts before PHC strings: the name of its hasher. */
const DJANGO = 'argon2';

/** What is understood besides our own format: those that Django still reads. */
const DJANGO_FORMATS: readonly PasswordFormat[] = [pbkdf2Format, scryptFormat, bcryptFormat, md5Format];

/**
 * Writes argon2id in PHC strings (RFC 9106), and checks these and all formats that Django reads, so that its users come along: the default. What is in another format is made
 * anew at the next login.
 */
@Injectable()
export class Argon2PasswordHasher extends PasswordHasher {
  /** What computes argon2. */
  protected argon2: Argon2 = nodeArgon2;
  private readonly logger = new Logger('RestAuth');
  private readonly queue: HashQueue;
  private dummy: Promise<PasswordCheck | null> | null = null;

  private readonly prefix: '' | typeof DJANGO;

  constructor({ password }: RestAuthSettings) {
    super();
    this.queue = new HashQueue(password.hashConcurrency, password.hashQueue);
    this.prefix = password.djangoHashes ? DJANGO : '';
  }

  override async hash(password: string): Promise<string> {
    return this.prefix + (await this.queue.run(() => this.argon2.hash(password)));
  }

  override async verify(password: string, stored: string | null): Promise<boolean> {
    const check = stored === null ? null : this.checkOf(stored);
    // Prepared once and outside of the queue's turn, so that a user who is absent costs one hash like one who is there.
    const against = check ?? (await this.dummyCheck());
    const matches = await this.queue.run(() => (against ? this.matches(against, password) : Promise.resolve(false)));
    return check !== null && matches;
  }

  override assertRoom(): void {
    this.queue.assertRoom();
  }

  override needsRehash(stored: string): boolean {
    const phc = stored.slice(this.prefix.length);
    if (!stored.startsWith(`${this.prefix}$argon2id$`)) return true;
    // Django's own parameters cost more; made anew at each other's logins, hashes would never come to rest.
    return this.prefix === DJANGO ? isWeaker(phc) : !phc.startsWith(OURS);
  }

  /** A hash that cannot be checked here is nobody's password, and costs a check all the same: nobody is told that there is such an account. The log says what to install. */
  private async matches(check: PasswordCheck, password: string): Promise<boolean> {
    try {
      return await check(password);
    } catch (error) {
      if (!(error instanceof MissingPackage)) throw error;
      this.logger.error(
        'A password could not be checked: its hash is of bcrypt, and that package is not installed: npm install bcrypt',
      );
      await (
        await this.dummyCheck()
      )?.(password);
      return false;
    }
  }

  private checkOf(stored: string): PasswordCheck | null {
    for (const format of [argon2Format(this.argon2), ...DJANGO_FORMATS]) {
      const check = format(stored);
      if (check) return check;
    }
    return null;
  }

  private dummyCheck(): Promise<PasswordCheck | null> {
    this.dummy ??= this.argon2
      .hash(randomHex(32))
      .then(argon2Format(this.argon2))
      .catch((error: unknown) => {
        // Where there was no memory for it the next one tries again: else whoever is absent would answer 503 until the process ends, and nobody else.
        this.dummy = null;
        throw error;
      });
    return this.dummy;
  }
}

/** Whether a PHC string asks for less memory or fewer passes than ours. */
function isWeaker(phc: string): boolean {
  const [, memory, passes] = /\$m=(\d+),t=(\d+),/.exec(phc) ?? [];
  return !(Number(memory) >= PARAMETERS.memoryCost && Number(passes) >= PARAMETERS.timeCost);
}
