import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto';

import type { JwtAlgorithm } from 'nestjs-rest-auth';

import {
  foreignClaims,
  mint,
  newPrivateKey,
  pairSigner,
  part,
  pemOf,
  secretSigner,
  type Signer,
} from '../support/json-web-tokens.js';

const rsa = newPrivateKey('RS256');
/** The key of tokens that name none. */
export const DEFAULT = secretSigner('hs256', 'HS256', 'a7Qm2vXc9Rt4Lp8Zw1Ny6Hb3Jd5Gf0Sb');

/** One for each algorithm that there is a kind of. */
export const KEYS: readonly Signer[] = [
  DEFAULT,
  secretSigner('hs384', 'HS384', 'b7Qm2vXc9Rt4Lp8Zw1Ny6Hb3Jd5Gf0Sc'),
  secretSigner('hs512', 'HS512', 'c7Qm2vXc9Rt4Lp8Zw1Ny6Hb3Jd5Gf0Sd'),
  // One pair under two names: the algorithm alone tells them apart.
  pairSigner('rs256', 'RS256', rsa),
  pairSigner('ps256', 'PS256', rsa),
  pairSigner('es256', 'ES256'),
  pairSigner('es384', 'ES384'),
  pairSigner('es512', 'ES512'),
];

/** One token, as its maker means it. */
export interface Case {
  key: Signer;
  type: (typeof TYPES)[number];
  algorithm: keyof typeof ALGORITHMS;
  kid: keyof typeof KIDS;
  tamper: keyof typeof TAMPERS;
  time: keyof typeof TIMES;
}

/** What a token is signed with, and the algorithm that its header names where that is another one. */
interface Made extends Pick<Signer, 'algorithm' | 'key'> {
  alg?: string;
}

export const TYPES = ['access', 'refresh', undefined, 'sliding'] as const;

const publicOf = (key: KeyObject) => createPublicKey(key.type === 'private' ? key : rsa);
const asSecret = (key: KeyObject) => createSecretKey(pemOf(publicOf(key)), 'utf8');
const SWAPPED: Partial<Record<JwtAlgorithm, JwtAlgorithm>> = { RS256: 'PS256', PS256: 'RS256' };
const OTHER_DIGEST: Partial<Record<string, JwtAlgorithm>> = { HS: 'HS512', RS: 'RS384', PS: 'PS512', ES: 'ES384' };

/** Which signature a token bears. */
export const ALGORITHMS = {
  right: ({ algorithm, key }: Signer): Made => ({ algorithm, key }),
  'another digest': ({ algorithm, key }: Signer): Made => ({
    algorithm: OTHER_DIGEST[algorithm.slice(0, 2)] ?? 'HS512',
    key,
  }),
  'another digest under the right name': ({ algorithm, key }: Signer): Made => ({
    algorithm: algorithm === 'HS512' ? 'HS384' : (OTHER_DIGEST[algorithm.slice(0, 2)] ?? 'HS384'),
    key,
    alg: algorithm,
  }),
  none: ({ algorithm, key }: Signer): Made => ({ algorithm, key, alg: 'none' }),
  NONE: ({ algorithm, key }: Signer): Made => ({ algorithm, key, alg: 'NonE' }),
  'public key as secret': ({ key }: Signer): Made => ({ algorithm: 'HS256', key: asSecret(key) }),
  'public key as secret under the right name': ({ algorithm, key }: Signer): Made => ({
    algorithm: 'HS256',
    key: asSecret(key),
    alg: algorithm,
  }),
  swapped: ({ algorithm, key }: Signer): Made => ({
    algorithm: SWAPPED[algorithm] ?? algorithm,
    key,
    alg: SWAPPED[algorithm] ?? 'RS256',
  }),
};

const next = ({ id }: Signer) => KEYS[(KEYS.findIndex((key) => key.id === id) + 1) % KEYS.length]?.id;

export const KIDS = {
  none: () => undefined,
  right: ({ id }: Signer): unknown => id,
  'of another': next,
  unknown: () => 'nobody',
  empty: () => '',
  null: () => null,
  number: () => 0,
  list: ({ id }: Signer) => [id],
  path: () => '../../../../dev/null',
  inherited: () => '__proto__',
};

const flipped = (text: string) => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);

/** What becomes of a token on its way. */
export const TAMPERS = {
  no: (token: string) => token,
  payload: (token: string) => edited(token, ([h, p = '', s]) => [h, part({ ...decoded(p), user_id: '2' }), s]),
  header: (token: string) => edited(token, ([h = '', p, s]) => [part({ ...decoded(h), more: 1 }), p, s]),
  signature: (token: string) => edited(token, ([h, p, s = '']) => [h, p, flipped(s)]),
  'no signature': (token: string) => edited(token, ([h, p]) => [h, p, '']),
  'two parts': (token: string) => edited(token, ([h, p]) => [h, p]),
  'extra part': (token: string) => `${token}.e30`,
  truncated: (token: string) => token.slice(0, -8),
  padded: (token: string) => `${token}==`,
  'no base64': (token: string) => `${token}%`,
  huge: (token: string) => edited(token, ([h, p, s = '']) => [h, p, s + 'A'.repeat(6000)]),
  empty: () => '',
};

/** Moments, in seconds from now; and what is wrong with each. */
export const TIMES = {
  fresh: () => ({}),
  'its last second': (now: number) => ({ exp: now + 1 }),
  'at exp': (now: number) => ({ exp: now }),
  expired: (now: number) => ({ exp: now - 1 }),
  'exp 0': () => ({ exp: 0 }),
  'exp negative': () => ({ exp: -1 }),
  'exp missing': () => ({ exp: undefined }),
  'exp null': () => ({ exp: null }),
  'exp as text': (now: number) => ({ exp: String(now + 60) }),
  'exp 1e308': () => ({ exp: 1e308 }),
  'exp beyond dates': () => ({ exp: 8.64e12 + 1 }),
  'nbf now': (now: number) => ({ nbf: now }),
  'nbf ahead': (now: number) => ({ nbf: now + 1 }),
  'nbf as text': (now: number) => ({ nbf: String(now) }),
  // Clocks differ, and Simple JWT's tokens say when they were made for others to know.
  'iat ahead': (now: number) => ({ iat: now + 3600 }),
  'iat missing': () => ({ iat: undefined }),
  'iat as text': (now: number) => ({ iat: String(now) }),
  'iat 1e308': () => ({ iat: 1e308 }),
};
const EXPIRED: readonly string[] = ['at exp', 'expired', 'exp 0', 'exp negative'];
const TIMELY: readonly string[] = ['fresh', 'its last second', 'nbf now', 'iat missing'];

function edited(token: string, change: (parts: string[]) => (string | undefined)[]): string {
  return change(token.split('.')).join('.');
}

function decoded(text: string): object {
  return JSON.parse(Buffer.from(text, 'base64url').toString());
}

/** The whole rule. */
export function problemOf({ key, type, algorithm, kid, tamper, time }: Case, types: readonly string[]): string | null {
  const id = KIDS[kid](key);
  const made: Made = ALGORITHMS[algorithm](key);
  const alg = made.alg ?? made.algorithm;
  const signers = KEYS.filter((one) => (id === undefined ? one === DEFAULT : one.id === id));
  const isSigned = signers.some((one) => one.algorithm === alg && made.algorithm === alg && one.key === made.key);
  if (!isSigned || tamper !== 'no') return 'Token is invalid';
  if (EXPIRED.includes(time)) return 'Token is expired';
  if (time === 'exp missing') return "Token has no 'exp' claim";
  if (!TIMELY.includes(time)) return 'Token is invalid';
  if (type === undefined) return 'Token has no type';
  return types.includes(type) ? null : 'Token has wrong type';
}

/** The token of a case. */
export function tokenOf({ key, type, algorithm, kid, tamper, time }: Case, now: Date): string {
  const { alg, ...made }: Made = ALGORITHMS[algorithm](key);
  const times = TIMES[time](Math.floor(now.getTime() / 1000));
  const claims = { ...foreignClaims('refresh', '1', now), token_type: type, ...times };
  const token = mint(claims, made, { kid: KIDS[kid](key), ...(alg !== undefined && { alg }) });
  return TAMPERS[tamper](alg?.toLowerCase() === 'none' ? edited(token, ([h, p]) => [h, p, '']) : token);
}

export function namesOf<Table extends object>(table: Table): (keyof Table)[] {
  return Object.keys(table) as (keyof Table)[];
}
