// What somebody writes by hand for accounts, whatever stands around it: `jsonwebtoken`, `argon2`, and prepared statements over `pg`. The same user table, a table of the same shape for refresh tokens, the same checks.
import { createHash, createSecretKey, randomBytes } from 'node:crypto';

import { HttpException } from '@nestjs/common';
import { verify as verifyHash } from 'argon2';
import jwt from 'jsonwebtoken';
import pg from 'pg';

import { database } from './serve.mjs';

// As a key, and not as text: `jsonwebtoken` tries a text as a public key first, at each token, which costs as much as all the rest.
export const SECRET = createSecretKey(Buffer.from(process.env.SECRET));
const { url, schema, poolSize } = database();
const pool = new pg.Pool({ connectionString: url, max: poolSize, options: `-c search_path=${schema}` });

const ACCESS_SECONDS = 300;
const REFRESH_SECONDS = 86400;
const USER_COLUMNS = 'id, username, email, first_name, last_name, password, is_active, credentials_changed_at';

const statement = (name, text) => (values) => pool.query({ name, text, values });
const userById = statement('user-by-id', `SELECT ${USER_COLUMNS} FROM app_user WHERE id = $1`);
const userByName = statement('user-by-name', `SELECT ${USER_COLUMNS} FROM app_user WHERE username_key = $1`);
const familyWithUser = statement(
  'family-with-user',
  `SELECT family.*, ${USER_COLUMNS.split(', ')
    .map((name) => `app_user.${name} AS user_${name}`)
    .join(', ')}
   FROM app_user LEFT JOIN bench_family family ON family.id = $2 WHERE app_user.id = $1`,
);
const insertFamily = statement(
  'insert-family',
  `INSERT INTO bench_family (id, user_id, login_id, method, current_digest, created_at, last_used_at, expires_at)
   VALUES ($1, $2, $3, 'password', $4, $5, $6, $7)`,
);
const rotateFamily = statement(
  'rotate-family',
  `UPDATE bench_family SET current_digest = $3, former_digest = $2, rotated_at = $4, last_used_at = $5, expires_at = $6
   WHERE id = $1 AND ended_at IS NULL AND current_digest = $2`,
);

/** The user of a token that is good. */
export async function userOf(claims) {
  if (claims.token_type !== 'access') throw refused();
  const { rows } = await userById([claims.user_id]);
  const [user] = rows;
  if (!user?.is_active) throw refused();
  if (user.credentials_changed_at !== null && Number(user.credentials_changed_at) > claims.iat * 1000) throw refused();
  return user;
}

/** Another pair for a refresh token, which is good no more. */
export async function rotate(refresh) {
  const claims = claimsOf(refresh);
  if (claims.token_type !== 'refresh') throw refused();
  const { rows } = await familyWithUser([claims.user_id, claims.family]);
  const [row] = rows;
  if (!row?.user_is_active || row.ended_at !== null) throw refused();
  if (row.user_credentials_changed_at !== null && Number(row.user_credentials_changed_at) > claims.iat * 1000) {
    throw refused();
  }
  const tokens = pairOf(claims.user_id, claims.family);
  const now = Date.now();
  const { rowCount } = await rotateFamily([
    claims.family,
    digest(claims.jti),
    digest(tokens.jti),
    now,
    now,
    now + REFRESH_SECONDS * 1000,
  ]);
  if (rowCount !== 1) throw refused();
  return {
    access: tokens.access,
    refresh: tokens.refresh,
    access_expiration: moment(ACCESS_SECONDS),
    refresh_expiration: moment(REFRESH_SECONDS),
  };
}

export async function logIn({ username, password }) {
  const { rows } = await userByName([username.toLowerCase()]);
  const [user] = rows;
  if (!user || !(await verifyHash(user.password, password)) || !user.is_active) {
    throw new HttpException({ non_field_errors: ['Unable to log in with provided credentials.'] }, 400);
  }
  const family = randomBytes(16).toString('hex');
  const tokens = pairOf(user.id, family);
  const now = Date.now();
  await insertFamily([family, user.id, family, digest(tokens.jti), now, now, now + REFRESH_SECONDS * 1000]);
  return { access: tokens.access, refresh: tokens.refresh, user: present(user) };
}

export function claimsOf(token) {
  try {
    return jwt.verify(token, SECRET, { algorithms: ['HS256'] });
  } catch {
    // Whatever is wrong with it, it is refused alike.
    throw refused();
  }
}

export function present({ id, username, email, first_name, last_name }) {
  return { pk: id, username, email, first_name, last_name };
}

function pairOf(userId, family) {
  const jti = randomBytes(16).toString('hex');
  const sign = (token_type, seconds, claims) =>
    jwt.sign({ token_type, user_id: userId, ...claims }, SECRET, { expiresIn: seconds });
  return {
    jti,
    access: sign('access', ACCESS_SECONDS, { jti: randomBytes(16).toString('hex') }),
    refresh: sign('refresh', REFRESH_SECONDS, { jti, family }),
  };
}

function digest(text) {
  return createHash('sha256').update(text).digest('hex');
}

function moment(seconds) {
  return new Date(Date.now() + seconds * 1000).toISOString();
}

export function refused() {
  return new HttpException({ detail: 'Token is invalid or expired', code: 'token_not_valid' }, 401);
}

// A table of its own, of the module's columns and indexes: what is indexed costs something at every rotation.
await pool.query(`CREATE TABLE IF NOT EXISTS bench_family (
  id varchar(36) PRIMARY KEY, user_id integer NOT NULL REFERENCES app_user ON DELETE CASCADE, login_id varchar(36) NOT NULL,
  method varchar(20) NOT NULL, user_agent varchar(255), address varchar(45), current_digest varchar(64),
  former_digest varchar(64), rotated_at bigint, created_at bigint NOT NULL, last_used_at bigint NOT NULL,
  expires_at bigint NOT NULL, ended_at bigint)`);
for (const column of ['user_id', 'expires_at']) {
  await pool.query(`CREATE INDEX IF NOT EXISTS bench_family_${column} ON bench_family (${column})`);
}
