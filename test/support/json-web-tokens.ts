import {
  constants,
  createHmac,
  createSecretKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  verify,
} from 'node:crypto';

import type { JwtAlgorithm, JwtKeySetting } from 'nestjs-rest-auth';

/** What a test signs with: without a line of the module's, as any other server would. */
export interface Signer {
  readonly id: string;
  readonly algorithm: JwtAlgorithm;
  readonly key: KeyObject;
  /** What the module is told of it. */
  readonly setting: JwtKeySetting;
}

/** A secret that another server knows too. */
export const SHARED_SECRET = 'q8Xr2Lk5Vt9Zb3Nc7Wm1Hf4Jg6Dp0SyQ';

/** The key of that secret. */
export const SHARED = secretSigner('shared', 'HS256', SHARED_SECRET);

export function secretSigner(id: string, algorithm: 'HS256' | 'HS384' | 'HS512', secret: string): Signer {
  return { id, algorithm, key: createSecretKey(secret, 'utf8'), setting: { id, algorithm, secret } };
}

/** A pair of keys; a given one is of RSA, to be had for several algorithms. */
export function pairSigner(
  id: string,
  algorithm: Exclude<JwtAlgorithm, `HS${string}`>,
  given = newPrivateKey(algorithm),
): Signer {
  return { id, algorithm, key: given, setting: { id, algorithm, privateKey: pemOf(given) } };
}

export function newPrivateKey(algorithm: JwtAlgorithm): KeyObject {
  const curves: Partial<Record<JwtAlgorithm, string>> = { ES256: 'P-256', ES384: 'P-384', ES512: 'P-521' };
  const namedCurve = curves[algorithm];
  return namedCurve === undefined
    ? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    : generateKeyPairSync('ec', { namedCurve }).privateKey;
}

export function pemOf(key: KeyObject): string {
  return key.export({ format: 'pem', type: key.type === 'private' ? 'pkcs8' : 'spki' }).toString();
}

/** A compact JWS (RFC 7515 §7.1) of that header and those claims. */
export function mint(
  claims: unknown,
  { algorithm, key }: Pick<Signer, 'algorithm' | 'key'>,
  header: object = {},
): string {
  const input = `${part({ alg: algorithm, typ: 'JWT', ...header })}.${part(claims)}`;
  return `${input}.${signatureOf(input, algorithm, key).toString('base64url')}`;
}

/** The text of one part. */
export function part(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

/** What a token says of itself. */
export function readToken(token: string): { header: Record<string, unknown>; claims: Record<string, unknown> } {
  const [header = '', claims = ''] = token.split('.');
  return { header: read(header), claims: read(claims) };
}

export const claimsOf = (token: string) => readToken(token).claims;

/** The claims of a token as Simple JWT makes them: with an id that knows of no family. */
export function foreignClaims(type: 'access' | 'refresh', userId: unknown, now: Date, more: object = {}): object {
  const iat = Math.floor(now.getTime() / 1000);
  const exp = iat + (type === 'access' ? 300 : 86400);
  return { token_type: type, exp, iat, jti: randomBytes(16).toString('hex'), user_id: userId, ...more };
}

/** Whether a token was signed by that key. */
export function isSignedBy(token: string, algorithm: JwtAlgorithm, key: KeyObject): boolean {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const [input, bytes] = [Buffer.from(`${header}.${claims}`), Buffer.from(signature, 'base64url')];
  if (algorithm.startsWith('HS')) return signatureOf(input.toString(), algorithm, key).equals(bytes);
  return verify(digestOf(algorithm), input, { key, ...mannerOf(algorithm) }, bytes);
}

function signatureOf(input: string, algorithm: JwtAlgorithm, key: KeyObject): Buffer {
  if (algorithm.startsWith('HS')) return createHmac(digestOf(algorithm), key).update(input).digest();
  return sign(digestOf(algorithm), Buffer.from(input), { key, ...mannerOf(algorithm) });
}

function digestOf(algorithm: JwtAlgorithm): string {
  return `sha${algorithm.slice(2)}`;
}

function mannerOf(algorithm: JwtAlgorithm) {
  if (algorithm.startsWith('ES')) return { dsaEncoding: 'ieee-p1363' } as const;
  return algorithm.startsWith('PS')
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : { padding: constants.RSA_PKCS1_PADDING };
}

function read(text: string): Record<string, unknown> {
  const value: unknown = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
