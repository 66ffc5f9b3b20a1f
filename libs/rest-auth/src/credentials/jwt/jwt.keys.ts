import { createPrivateKey, createPublicKey, createSecretKey, type JsonWebKey, type KeyObject } from 'node:crypto';

import { Injectable } from '@nestjs/common';

import { digest, KeyRing } from '../../kernel/secrets.js';
import { type JwtAlgorithm, type JwtKeySetting, RestAuthSettings } from '../../rest-auth.settings.js';

/** A key, ready for use. Always key objects: with a plain text the library would parse it for every token. */
export interface JwtKey {
  readonly id: string;
  readonly algorithm: JwtAlgorithm;
  /** Null where it only checks. */
  readonly signing: KeyObject | null;
  readonly verifying: KeyObject;
  readonly isDefault: boolean;
}

/** The keys in force. Which one a token is checked with is decided before anything of the token is believed: by its `kid`, and for one algorithm alone. */
@Injectable()
export class JwtKeys {
  readonly signing: JwtKey & { readonly signing: KeyObject };
  private readonly keys: readonly JwtKey[];

  constructor(settings: RestAuthSettings, ring: KeyRing) {
    const { keys } = settings.jwt;
    this.keys = keys.length > 0 ? keys.map((key) => made(key, keys)) : derived(ring);
    const signing = keys.find(({ signs }) => signs)?.id;
    this.signing = signer(this.keys.find(({ id }) => id === signing) ?? this.keys[0]);
  }

  /** The name that new tokens bear; none while there is one key. */
  get keyId(): string | undefined {
    return this.keys.length > 1 ? this.signing.id : undefined;
  }

  /** The keys that a token may have been signed with; none for one that names another key, or another algorithm than the key's. */
  candidates(token: string): JwtKey[] {
    const header = headerOf(token);
    const named = this.keys.filter(({ id, isDefault }) => (header.kid === undefined ? isDefault : id === header.kid));
    return named.filter(({ algorithm }) => algorithm === header.alg);
  }

  /** The public keys, for others who check our tokens (RFC 7517). Secrets are never among them. */
  get jwks(): { keys: JsonWebKey[] } {
    const published = this.keys.filter(({ verifying }) => verifying.type === 'public');
    return {
      keys: published.map(({ id, algorithm, verifying }) => ({
        ...verifying.export({ format: 'jwk' }),
        kid: id,
        alg: algorithm,
        use: 'sig',
      })),
    };
  }
}

function signer(key: JwtKey | undefined): JwtKey & { readonly signing: KeyObject } {
  if (!key?.signing) throw new TypeError('No key of `jwt.keys` signs.');
  return { ...key, signing: key.signing };
}

function made(key: JwtKeySetting, all: readonly JwtKeySetting[]): JwtKey {
  const signs = (all.find((other) => other.signs) ?? all[0]) === key;
  const isDefault = all.some((other) => other.isDefault) ? (key.isDefault ?? false) : signs;
  const { id, algorithm } = key;
  if ('secret' in key) {
    const secret = createSecretKey(Buffer.from(key.secret));
    return { id, algorithm, signing: secret, verifying: secret, isDefault };
  }
  const signing = key.privateKey === undefined ? null : createPrivateKey(key.privateKey);
  const verifying = createPublicKey(key.publicKey ?? key.privateKey ?? '');
  return { id, algorithm, signing, verifying, isDefault };
}

/** Made of `secret` and its fallbacks. A token that names none may be of any of them: it is from when there was but one. */
function derived(ring: KeyRing): JwtKey[] {
  return ring.of('jwt').map((bytes) => {
    const secret = createSecretKey(bytes);
    const id = digest(bytes.toString('hex')).slice(0, 8);
    return { id, algorithm: 'HS256', signing: secret, verifying: secret, isDefault: true };
  });
}

function headerOf(token: string): { kid?: unknown; alg?: unknown } {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString());
    return typeof header === 'object' && header !== null ? header : {};
  } catch {
    return {};
  }
}
