import { createHmac, randomBytes } from 'node:crypto';

import type { Json, Profile } from './recording.js';

/** What the recorded site signs with where its profile says nothing. */
const SIGNING_KEY = 'oracle-secret-key-0123456789abcdef-0123456789abcdef';
const ANOTHER_KEY = 'another-secret-key-0123456789abcdef-0123456789abcdef';

type Claims = Record<string, Json>;

/** What a token says, whoever signed it; null for what is none. */
export function decodeJwt(token: string): { header: Json; claims: Claims } | null {
  try {
    const [header = '', claims = ''] = token.split('.');
    return { header: parse(header) as Json, claims: parse(claims) as Claims };
  } catch {
    return null;
  }
}

/** A token as another server with the site's key would make it, or as a forger would: `{{jwt:access:alice:expired}}`. */
export function mintJwt(type: string, userId: unknown, options: readonly string[], profile: Profile): string {
  const { simpleJwt = {} } = profile;
  const has = (option: string) => options.includes(option);
  const now = Math.floor(Date.now() / 1000);
  const lifetime = Number(
    type === 'refresh' ? (simpleJwt['REFRESH_TOKEN_LIFETIME'] ?? 86400) : (simpleJwt['ACCESS_TOKEN_LIFETIME'] ?? 300),
  );
  const exp = has('expired') ? now - 10 : now + lifetime;
  const userIdClaim = text(simpleJwt['USER_ID_CLAIM']) ?? 'user_id';
  const claims: Claims = {
    ...(!has('no-type') && { token_type: type }),
    ...(!has('no-exp') && { exp }),
    iat: exp - lifetime,
    ...(!has('no-jti') && { jti: randomBytes(16).toString('hex') }),
    ...(!has('no-user') && { [userIdClaim]: has('int-user') ? Number(userId) : String(userId) }),
    ...(has('not-yet') && { nbf: now + 3600 }),
  };
  const alg = has('none') ? 'none' : has('hs512') ? 'HS512' : 'HS256';
  const key = has('wrong-key') ? ANOTHER_KEY : (text(simpleJwt['SIGNING_KEY']) ?? profile.secretKey ?? SIGNING_KEY);
  const head = encode({ alg, typ: 'JWT' });
  const signed = `${head}.${encode(claims)}`;
  if (has('truncated')) return signed;
  const hash = alg === 'HS512' ? 'sha512' : 'sha256';
  const signature = alg === 'none' ? '' : createHmac(hash, key).update(signed).digest('base64url');
  return has('tampered')
    ? `${head}.${encode({ ...claims, exp: exp + 1000000 })}.${signature}`
    : `${signed}.${signature}`;
}

function text(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function encode(value: Json): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function parse(part: string): unknown {
  return JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
}
