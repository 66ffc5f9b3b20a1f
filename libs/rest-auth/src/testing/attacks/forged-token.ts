import { createHmac, createSecretKey, type KeyObject, sign } from 'node:crypto';

import { randomHex } from '../../kernel/secrets.js';
import type { Clock } from '../../kernel/clock.js';
import type { Person } from './person.js';
import { SIGNING_SECRET } from './profile-options.js';

/** What a forger writes and signs with. */
export interface Forgery {
  /** Over `{ alg, typ: 'JWT' }`, where `alg` is what the key is for. */
  readonly header?: object;
  /** As JSON, or a text as it is. */
  readonly claims: object | string;
  /** A secret for HS256, or a private key for RS256 or ES256. Default: what the attacked site signs with. Null: no signature. */
  readonly key?: KeyObject | string | Uint8Array | null;
}

/** A compact JWS (RFC 7515 §7.1), made without a line of the library's. */
export function forge({ header = {}, claims, key = SIGNING_SECRET }: Forgery): string {
  const signer = typeof key === 'string' || key instanceof Uint8Array ? secretKey(key) : key;
  const input = `${part({ alg: algorithmOf(signer), typ: 'JWT', ...header })}.${part(claims)}`;
  return `${input}.${signer ? signatureOf(input, signer).toString('base64url') : ''}`;
}

/** The claims of somebody's token as another server would make it: good, but for what `more` makes of it. */
export function claimsFor(
  person: Pick<Person, 'id'>,
  type: 'access' | 'refresh',
  clock: Clock,
  more: object = {},
): object {
  const iat = secondsOf(clock);
  const exp = iat + (type === 'access' ? 300 : 86400);
  return { token_type: type, exp, iat, jti: randomHex(16), user_id: String(person.id), ...more };
}

/** As tokens count. */
export function secondsOf(clock: Clock): number {
  return Math.floor(clock.now().getTime() / 1000);
}

/** What a token says. */
export function readToken(token: string): { header: Record<string, unknown>; claims: Record<string, unknown> } {
  const [header = '', claims = ''] = token.split('.');
  return { header: read(header), claims: read(claims) };
}

/** The token with one of its parts (header, claims, signature) made another. */
export function tampered(token: string, index: 0 | 1 | 2, change: (part: Buffer) => Buffer): string {
  const parts = token.split('.');
  parts[index] = change(Buffer.from(parts[index] ?? '', 'base64url')).toString('base64url');
  return parts.join('.');
}

function algorithmOf(key: KeyObject | null): string {
  if (!key) return 'none';
  if (key.type === 'secret') return 'HS256';
  return key.asymmetricKeyType === 'ec' ? 'ES256' : 'RS256';
}

function signatureOf(input: string, key: KeyObject): Buffer {
  return key.type === 'secret'
    ? createHmac('sha256', key).update(input).digest()
    : sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
}

function secretKey(key: string | Uint8Array): KeyObject {
  return createSecretKey(typeof key === 'string' ? Buffer.from(key, 'utf8') : key);
}

function part(value: object | string): string {
  return Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');
}

function read(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
