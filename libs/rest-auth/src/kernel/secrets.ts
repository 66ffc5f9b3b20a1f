import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
  randomInt,
  randomUUID,
  timingSafeEqual,
} from 'node:crypto';

const ALPHANUMERIC = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** `bytes` random bytes from the system's CSPRNG, in lower-case hex. */
export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

/** `length` random letters and digits (5.95 bits each) from the system's CSPRNG. */
export function randomAlphanumeric(length: number): string {
  return Array.from({ length }, () => ALPHANUMERIC.charAt(randomInt(ALPHANUMERIC.length))).join('');
}

/** `count` random digits. */
export function randomDigits(count: number): string {
  return Array.from({ length: count }, () => String(randomInt(10))).join('');
}

/** A random id for a row; identifies, never authenticates. */
export function randomId(): string {
  return randomUUID();
}

/**
 * What is stored of a high-entropy secret. A plain digest is enough where the secret itself is random
 * (tokens, session ids): there is no dictionary to try. Never use it for passwords.
 */
export function digest(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex');
}

/** Compares two secrets in time that does not depend on where they differ. */
export function sameSecret(left: string, right: string): boolean {
  return timingSafeEqual(
    createHash('sha256').update(left, 'utf8').digest(),
    createHash('sha256').update(right, 'utf8').digest(),
  );
}

/** The same for bytes; of different lengths they are never the same. */
export function sameBytes(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

/** What a derived key is for. One key per purpose: a value made for one is worthless for another. */
export type KeyPurpose =
  | 'csrf'
  | 'email-verification'
  | 'jwt'
  | 'jwt-version'
  | 'mail-outbox'
  | 'password-reset'
  | 'social-tokens'
  | 'throttling';

/**
 * Keys derived from the application's secret by HKDF-SHA256 (RFC 5869), one per purpose.
 *
 * The first secret makes new values; the others are still accepted (Django's SECRET_KEY_FALLBACKS), so that a
 * secret is changed with no downtime: add the new one in front, and drop the old one when nothing made with it
 * is alive.
 */
export class KeyRing {
  private readonly keys = new Map<KeyPurpose, [Buffer, ...Buffer[]]>();

  constructor(
    private readonly current: string,
    private readonly fallbacks: readonly string[] = [],
  ) {}

  /** An HMAC-SHA256 of `message`, hex, made with the present key. */
  sign(purpose: KeyPurpose, message: string): string {
    return hmac(this.of(purpose)[0], message);
  }

  /** Whether `signature` was made for `message` with the present key or a former one. */
  isSigned(purpose: KeyPurpose, message: string, signature: string): boolean {
    return this.of(purpose).some((key) => sameSecret(hmac(key, message), signature));
  }

  /** Encrypts with AES-256-GCM; the answer is base64url of nonce, tag and ciphertext. */
  encrypt(purpose: KeyPurpose, text: string): string {
    const nonce = randomBytes(12);
    const cipher = createCipheriv('aes-256-gcm', this.of(purpose)[0], nonce);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
  }

  /** The text that `encrypt` was given, or null when it was made with none of our keys or was changed. */
  decrypt(purpose: KeyPurpose, sealed: string): string | null {
    const bytes = Buffer.from(sealed, 'base64url');
    for (const key of this.of(purpose)) {
      try {
        const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12), { authTagLength: 16 });
        decipher.setAuthTag(bytes.subarray(12, 28));
        return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8');
      } catch {
        // A failed tag means another key made it (or nobody of ours): the next key decides.
      }
    }
    return null;
  }

  /** The keys themselves, the present one first: for what is signed by a library. */
  of(purpose: KeyPurpose): readonly [Buffer, ...Buffer[]] {
    const known = this.keys.get(purpose);
    if (known) return known;
    const derive = (secret: string) => Buffer.from(hkdfSync('sha256', secret, 'nestjs-rest-auth', purpose, 32));
    const keys: [Buffer, ...Buffer[]] = [derive(this.current), ...this.fallbacks.map(derive)];
    this.keys.set(purpose, keys);
    return keys;
  }
}

function hmac(key: Buffer, message: string): string {
  return createHmac('sha256', key).update(message, 'utf8').digest('hex');
}
