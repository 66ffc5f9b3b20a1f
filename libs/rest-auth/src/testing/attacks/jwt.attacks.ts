import assert from 'node:assert/strict';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';

import { CsrfProtection } from '../../credentials/csrf/csrf-protection.js';
import type { JwtKeySetting, JwtSecretKey } from '../../rest-auth.settings.js';
import type { Answer } from './answer.js';
import type { AttackGroup } from './attack.js';
import type { AttackedSite } from './attacked-site.js';
import { claimsFor, forge, readToken, secondsOf, tampered } from './forged-token.js';
import { SIGNING_SECRET } from './profile-options.js';

/** What `token/verify/` and `token/refresh/` say of every bad token. */
export const INVALID = { detail: 'Token is invalid or expired', code: 'token_not_valid' };
const NOBODY = { detail: 'User not found', code: 'user_not_found' };
const NOBODY_NAMED = { detail: 'Token contained no recognizable user identification', code: 'token_not_valid' };
export const NO_ACCOUNT = { detail: 'No active account found for the given token.' };
const NO_CREDENTIALS = { detail: 'Authentication credentials were not provided.' };
const MALFORMED = {
  detail: 'Authorization header must contain two space-delimited values',
  code: 'bad_authorization_header',
};

export const JWT_ATTACKS: AttackGroup = {
  'JWT-01': {
    title: 'Tokens that say that they are not signed',
    severity: 'critical',
    attempt: async (site) => {
      const alice = await site.addAlice();
      await site.unchangedBy(async () => {
        for (const alg of ['none', 'None', 'NONE', 'nOnE', '']) {
          const unsigned = (type: 'access' | 'refresh') => {
            const forgery = { header: { alg }, claims: claimsFor(alice, type, site.clock) };
            const bare = forge({ ...forgery, key: null });
            // Without a signature, without its dot, and with signatures of nothing and of the right key.
            return [bare, bare.slice(0, -1), forge({ ...forgery, key: '' }), forge(forgery)];
          };
          for (const token of unsigned('access')) await assertRefusedAsAccess(site, token);
          for (const token of unsigned('refresh')) await assertRefusedAsRefresh(site, token);
        }
      });
    },
  },

  'JWT-02': {
    title: 'The public key as the secret of another algorithm',
    severity: 'critical',
    attempt: async (site) => {
      const alice = await site.addAlice();
      const pairs = [
        ['RS256', generateKeyPairSync('rsa', { modulusLength: 2048 })],
        ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
      ] as const;
      for (const [algorithm, { privateKey, publicKey }] of pairs) {
        const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
        const process = await site.addProcess({ jwt: { keys: [{ id: 'pair', algorithm, privateKey: pem }] } });
        const claims = claimsFor(alice, 'access', site.clock);
        (await useAccess(site, forge({ claims, key: privateKey }), process)).is(200);
        await site.unchangedBy(async () => {
          for (const key of shapesOf(publicKey)) {
            for (const header of [{}, { kid: 'pair' }, { alg: algorithm }, { alg: algorithm, kid: 'pair' }]) {
              await assertRefusedAsAccess(site, forge({ header, claims, key }), process);
            }
          }
        });
      }
    },
  },

  'JWT-04': {
    title: 'A key’s name that is a path, a statement, a command or an address',
    severity: 'high',
    attempt: async (site) => {
      const alice = await site.addAlice();
      const claims = claimsFor(alice, 'access', site.clock);
      (await useAccess(site, forge({ header: { kid: 'attacked' }, claims }))).is(200);
      // With the key that the name would lead to, if it led anywhere, and with the right one.
      const names: [name: unknown, key: string][] = [
        ['../../../../dev/null', ''],
        ["' UNION SELECT 'k'--", 'k'],
        ['key.pem|sleep 5', ''],
        [`${site.provider.url}/jwks`, 'k'],
        ['__proto__', '[object Object]'],
        ['constructor', String(Object)],
        ['A'.repeat(8000), ''],
        [['attacked'], SIGNING_SECRET],
        [['a'], ''],
        [{}, '[object Object]'],
        [null, 'null'],
        ['ATTACKED', SIGNING_SECRET],
        ['attacked\0', SIGNING_SECRET],
        ['', ''],
      ];
      await site.unchangedBy(async () => {
        for (const [kid, key] of names) {
          for (const secret of [key, SIGNING_SECRET]) {
            await assertRefusedAsAccess(site, forge({ header: { kid }, claims, key: secret }));
          }
        }
      });
      // More than a header can be has to come in a body.
      const long = (length: number) =>
        site.visitor().post('token/verify/', { token: forge({ header: { kid: 'A'.repeat(length) }, claims }) });
      (await long(30_000)).equals(401, INVALID);
      (await long(100_000)).is(400, 401, 413);
      assert.deepEqual(site.provider.requests, [], 'nobody was to be asked for a key');
    },
  },

  'JWT-05': {
    title: 'A key that the token itself brings along',
    severity: 'high',
    attempt: async (site) => {
      const alice = await site.addAlice();
      const ours = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const theirs = generateKeyPairSync('rsa', { modulusLength: 2048 });
      const pem = ours.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
      const rsa = await site.addProcess({ jwt: { keys: [{ id: 'rsa', algorithm: 'RS256', privateKey: pem }] } });
      const claims = claimsFor(alice, 'access', site.clock);
      const der = theirs.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
      const jwk = theirs.publicKey.export({ format: 'jwk' });
      const secret = 'of-the-attacker-and-of-nobody-else';
      const oct = { kty: 'oct', k: Buffer.from(secret).toString('base64url') };
      const url = `${site.provider.url}/jwks`;
      site.provider.answer('GET', '/jwks', { status: 200, body: { keys: [jwk, oct] } });
      const headers: object[] = [{ jku: url }, { x5u: url }, { jwk }, { x5c: [der] }, { jwk: oct }];
      // Signed by the host's own keys they are good: what is refused below is refused for its key, and what it brings along is not looked at.
      for (const header of [{}, ...headers]) {
        (await useAccess(site, forge({ header, claims }))).is(200);
        const named = { ...header, kid: 'rsa' };
        (await useAccess(site, forge({ header: named, claims, key: ours.privateKey }), rsa)).is(200);
      }
      await site.unchangedBy(async () => {
        for (const header of headers) {
          for (const kid of [{}, { kid: 'rsa' }, { kid: 'attacked' }]) {
            for (const key of [theirs.privateKey, secret]) {
              const token = forge({ header: { ...header, ...kid }, claims, key });
              await assertRefusedAsAccess(site, token);
              await assertRefusedAsAccess(site, token, rsa);
            }
          }
        }
      });
      assert.deepEqual(site.provider.requests, [], 'nobody was to be asked for a key');
    },
  },

  'JWT-07': {
    title: 'An access token in place of a refresh token',
    severity: 'critical',
    attempt: async (site) => {
      const caller = await site.logIn(await site.addAlice());
      await site.unchangedBy(() => assertRefusedAsRefresh(site, caller.given('access')));
    },
  },

  'JWT-08': {
    title: 'Tokens and secrets made for something else',
    severity: 'critical',
    attempt: async (site) => {
      const alice = await site.addAlice();
      for (const type of ['reset', 'verify', 'sliding', 'untyped', 'ACCESS', '', null, 1, ['access'], { a: 1 }]) {
        const token = forge({ claims: claimsFor(alice, 'access', site.clock, { token_type: type }) });
        await assertRefusedAsAccess(site, token, 0, 'Token has wrong type');
      }
      const untyped = forge({ claims: claimsFor(alice, 'access', site.clock, { token_type: undefined }) });
      await assertRefusedAsAccess(site, untyped, 0, 'Token has no type');

      const caller = await site.logIn(alice);
      await assertRefusedAsAccess(site, caller.given('refresh'), 0, 'Token has wrong type');
      const { uid, token } = await site.askForReset(alice);
      const una = await site.addPerson('una', { verified: false });
      (await site.visitor().post('registration/resend-email/', { email: una.email })).is(200);
      const csrfToken = site.instance.get(CsrfProtection).issue('').value;
      for (const secret of [token, uid, await site.verificationKey(), csrfToken]) {
        await assertRefusedAsAccess(site, secret);
        await assertRefusedAsRefresh(site, secret);
      }
    },
  },

  'JWT-09': {
    title: 'An end that is missing, odd or past',
    severity: 'high',
    attempt: async (site) => {
      const alice = await site.addAlice();
      const now = secondsOf(site.clock);
      const ends: [end: unknown, problem: string][] = [
        [undefined, "Token has no 'exp' claim"],
        [null, 'Token is invalid'],
        ['9999999999', 'Token is invalid'],
        [true, 'Token is invalid'],
        [[], 'Token is invalid'],
        [[9999999999], 'Token is invalid'],
        [8.64e12 + 1, 'Token is invalid'],
        [-1, 'Token is expired'],
        [0, 'Token is expired'],
        [now - 1, 'Token is expired'],
        [now - 0.5, 'Token is expired'],
        [now, 'Token is expired'],
      ];
      for (const type of ['access', 'refresh'] as const) {
        const made = (exp: unknown) => JSON.stringify(claimsFor(alice, type, site.clock, { exp }));
        const forged = ends.map(([exp, problem]) => [forge({ claims: made(exp) }), problem] as const);
        // What JSON.parse() makes infinity of, and JSON.stringify() null.
        forged.push([forge({ claims: made(17).replace('17', '1e400') }), 'Token is invalid']);
        for (const [token, problem] of forged) {
          if (type === 'access') await assertRefusedAsAccess(site, token, 0, problem);
          else await assertRefusedAsRefresh(site, token);
        }
      }
      (await useAccess(site, forge({ claims: claimsFor(alice, 'access', site.clock, { exp: now + 1 }) }))).is(200);
    },
  },

  'JWT-10': {
    title: 'Tokens of the future',
    severity: 'medium',
    attempt: async (site) => {
      const alice = await site.addAlice();
      const later = secondsOf(site.clock) + 3600;
      for (const more of [{ nbf: later }, { iat: later }, { nbf: later, iat: later }]) {
        const timely = { ...more, exp: later + 60 };
        await assertRefusedAsAccess(site, forge({ claims: claimsFor(alice, 'access', site.clock, timely) }));
        await assertRefusedAsRefresh(site, forge({ claims: claimsFor(alice, 'refresh', site.clock, timely) }));
      }
    },
  },

  'JWT-11': {
    title: 'Tokens of another issuer, or for somebody else',
    severity: 'high',
    options: { jwt: { issuer: 'https://api.example.test', audience: 'api' } },
    attempt: async (site) => {
      const alice = await site.addAlice();
      const ours = { iss: 'https://api.example.test', aud: 'api' };
      const made = (more: object) => claimsFor(alice, 'access', site.clock, { ...ours, ...more });
      (await useAccess(site, forge({ claims: made({}) }))).is(200);
      const wrong: object[] = [
        { iss: 'other' },
        { aud: 'other' },
        { iss: undefined },
        { aud: undefined },
        { iss: ['https://api.example.test'] },
        { iss: 'https://api.example.test/' },
        { iss: null },
        { aud: null },
        { aud: [] },
        { aud: ['other'] },
        { aud: 'API' },
        { aud: { api: true } },
      ];
      for (const more of wrong) {
        await assertRefusedAsAccess(site, forge({ claims: made(more) }));
        await assertRefusedAsRefresh(site, forge({ claims: { ...made(more), token_type: 'refresh' } }));
      }
      // For several, of whom we are one (RFC 7519 §4.1.3).
      (await useAccess(site, forge({ claims: made({ aud: ['other', 'api'] }) }))).is(200, 401);
    },
  },

  'JWT-12': {
    title: 'A token that was changed on its way',
    severity: 'high',
    attempt: async (site) => {
      const [alice, bob] = [await site.addAlice(), await site.addPerson('bob')];
      const access = (await site.logIn(alice)).given('access');
      const { claims, header } = readToken(access);
      const rewritten = (value: object) => () => Buffer.from(JSON.stringify(value));
      await assertRefusedAsAccess(site, tampered(access, 1, rewritten({ ...claims, user_id: String(bob.id) })));
      await assertRefusedAsAccess(site, tampered(access, 1, rewritten({ ...claims, exp: 9999999999 })));
      await assertRefusedAsAccess(site, tampered(access, 0, rewritten({ ...header, more: 1 })));

      const bits = Buffer.from(access.split('.')[2] ?? '', 'base64url').length * 8;
      const flipped = Array.from({ length: bits }, (_, bit) => tampered(access, 2, (bytes) => flip(bytes, bit)));
      for (let start = 0; start < bits; start += 16) {
        const answers = await Promise.all(flipped.slice(start, start + 16).map((token) => useAccess(site, token)));
        for (const answer of answers) answer.equals(401, badAccess());
      }
      (await useAccess(site, access)).is(200);
    },
  },

  'JWT-13': {
    title: 'Tokens of a user who is deleted',
    severity: 'high',
    attempt: async (site) => {
      const alice = await site.addAlice();
      const caller = await site.logIn(alice);
      await site.remove(alice);
      await site.unchangedBy(async () => {
        (await caller.get('user/')).equals(401, NOBODY);
        (await refresh(site, caller.given('refresh'))).equals(401, NO_ACCOUNT);
        for (const name of ['access', 'refresh']) (await verify(site, caller.given(name))).equals(401, INVALID);
      });
    },
  },

  'JWT-14': {
    title: 'Tokens of a user who is switched off',
    severity: 'high',
    attempt: async (site) => {
      const alice = await site.addAlice();
      const caller = await site.logIn(alice);
      await site.change(alice, { isActive: false });
      await site.unchangedBy(async () => {
        (await caller.get('user/')).equals(401, { detail: 'User is inactive', code: 'user_inactive' });
        (await refresh(site, caller.given('refresh'))).equals(401, NO_ACCOUNT);
        for (const name of ['access', 'refresh']) (await verify(site, caller.given(name))).equals(401, INVALID);
      });
    },
  },

  'JWT-15': {
    title: 'Tokens of somebody whose key a new user has now',
    severity: 'high',
    attempt: async (site) => {
      const alice = await site.addAlice();
      const caller = await site.logIn(alice);
      // Where nothing says since when a user is there, the database must never give a key twice.
      const saysSince = (await site.stored(alice)).dateJoined instanceof Date;
      await site.remove(alice);
      site.clock.advance(1);
      const carol = await site.addPerson('carol', saysSince ? { id: alice.id } : {});
      if (saysSince) assert.equal(carol.id, alice.id);
      else assert.notEqual(carol.id, alice.id, 'no key was to be given twice');
      (await caller.get('user/')).equals(401, saysSince ? badAccess() : NOBODY);
      (await refresh(site, caller.given('refresh'))).is(401);
      for (const name of ['access', 'refresh']) (await verify(site, caller.given(name))).equals(401, INVALID);
      assert.equal((await (await site.logIn(carol)).get('user/')).is(200).member('username'), 'carol');
    },
  },

  'JWT-16': {
    title: 'A user’s key that is none',
    severity: 'high',
    attempt: async (site) => {
      const alice = await site.addAlice();
      const keys: unknown[] = [undefined, null, '', 'abc', '1 OR 1=1', 1e30, -1, true, [1], { $gt: 0 }];
      keys.push('99999999999999999999', { _type: 'not' }, 1.5, '\0', 'é'.repeat(300), [String(alice.id)]);
      for (const key of keys) {
        const isText = typeof key === 'string' || typeof key === 'number';
        const made = (type: 'access' | 'refresh') =>
          forge({ claims: claimsFor(alice, type, site.clock, { user_id: key }) });
        await site.unchangedBy(async () => {
          (await useAccess(site, made('access'))).equals(401, isText ? NOBODY : NOBODY_NAMED);
          (await refresh(site, made('refresh'))).equals(401, isText ? NO_ACCOUNT : INVALID);
          (await verify(site, made('access'))).equals(401, INVALID);
          (await site.visitor().post('logout/', { refresh: made('refresh') })).equals(401, {
            detail: 'Token is invalid',
          });
        });
      }
    },
  },

  'JWT-20': {
    title: 'Two headers, and a header over a cookie',
    severity: 'medium',
    profiles: ['jwt-cookie'],
    attempt: async (site) => {
      const people = [await site.addAlice(), await site.addPerson('bob')] as const;
      const [alice, bob] = [await site.logIn(people[0]), await site.logIn(people[1])];
      const tokens = [alice, bob].map((caller) => `Bearer ${caller.jar.get('__Host-access') ?? ''}`);
      for (const [order, first] of [
        [tokens, 'alice'],
        [[...tokens].reverse(), 'bob'],
      ] as const) {
        const both = await site.visitor({ Authorization: [...order] }).get('user/');
        // Node keeps the first of them, unless the host has it join them, and then they are none.
        if (Reflect.get(site.server(), 'joinDuplicateHeaders') === true) both.equals(401, MALFORMED);
        else assert.equal(both.is(200).member('username'), first);
      }
      const over = (header: string) => bob.with({ Authorization: header }).get('user/');
      assert.equal((await over(tokens[0] ?? '')).is(200).member('username'), 'alice');
      (await over('Bearer broken')).equals(401, badAccess());
      for (const header of ['Bearer', 'Bearer a b', `${tokens[0] ?? ''} b`])
        (await over(header)).equals(401, MALFORMED);
      for (const header of ['Basic YWxpY2U6eA==', 'Token abc', '']) (await over(header)).equals(401, NO_CREDENTIALS);
    },
  },

  'JWT-21': {
    title: 'What token/verify/ tells of a token',
    severity: 'medium',
    throttling: true,
    attempt: async (site) => {
      const alice = await site.addAlice();
      const caller = await site.logIn(alice);
      (await verify(site, caller.given('access'))).equals(200, {});
      (await verify(site, caller.given('refresh'))).equals(200, {});
      const gone = await site.logIn(alice);
      (await gone.post('logout/', { refresh: gone.given('refresh') })).is(200);
      (await verify(site, gone.given('refresh'))).equals(401, INVALID);
      const claims = claimsFor(alice, 'access', site.clock, { exp: secondsOf(site.clock) - 1 });
      (await verify(site, forge({ claims }))).equals(401, INVALID);
      (await verify(site, 'x')).equals(401, INVALID);
      (await verify(site, 1)).equals(401, INVALID);
      (await verify(site, null)).equals(400, { token: ['This field may not be null.'] });
      for (const odd of [[], {}]) (await verify(site, odd)).equals(400, { token: ['Not a valid string.'] });

      // Nobody may ask it for ever.
      const asked = 9;
      let more = 0;
      while (more <= 60 && (await verify(site, 'x')).is(401, 429).status === 401) more += 1;
      assert.ok(asked + more <= 60, `sixty tokens a minute were to be looked at, and not ${String(asked + more)}`);
    },
  },

  'JWT-23': {
    title: 'A change of keys while everybody goes on',
    severity: 'high',
    options: { jwt: { keys: [], rotateRefreshTokens: true } },
    attempt: async (site) => {
      const k1: JwtSecretKey = { id: 'k1', algorithm: 'HS256', secret: 'k1-8Xr2Lk5Vt9Zb3Nc7Wm1Hf4Jg6Dp0Sy' };
      const k2: JwtSecretKey = { id: 'k2', algorithm: 'HS256', secret: 'k2-Pd0Sy8Xr2Lk5Vt9Zb3Nc7Wm1Hf4Jg' };
      // The new key is known everywhere before it signs, and the old one for as long as anything that it has signed is alive.
      const stages = [[k1], [k1, k2], [k2, k1], [k2]];
      const processes: number[] = [];
      const people = [await site.addAlice(), await site.addPerson('bob')];
      for (const keys of stages) processes.push(await site.addProcess({ jwt: { keys } }));
      const kids: unknown[] = [];
      for (const [stage, process] of processes.entries()) {
        // While a stage is rolled out, requests come to processes of it and of the one before.
        const under = processes.slice(Math.max(stage - 1, 0), stage + 1);
        await Promise.all(
          people.map(async (person) => {
            const caller = await site.logIn(person, {}, process);
            kids.push(readToken(caller.given('access')).header['kid']);
            let [access, token] = [caller.given('access'), caller.given('refresh')];
            for (const at of [...under, ...under]) {
              assert.equal((await useAccess(site, access, at)).is(200).member('username'), person.username);
              (await verify(site, token, at)).equals(200, {});
              const next = (await refresh(site, token, process)).is(200);
              [access, token] = [next.string('access'), next.string('refresh')];
            }
          }),
        );
      }
      assert.deepEqual(kids, [undefined, undefined, 'k1', 'k1', 'k2', 'k2', undefined, undefined]);

      const [first = 0, second = 0, third = 0, last = 0] = processes;
      const [alice = assert.fail()] = people;
      const [unnamed, named] = [await site.logIn(alice, {}, first), await site.logIn(alice, {}, second)];
      (await useAccess(site, named.given('access'), third)).is(200);
      for (const former of [unnamed, named]) {
        (await useAccess(site, former.given('access'), last)).equals(401, badAccess());
        (await refresh(site, former.given('refresh'), last)).equals(401, INVALID);
      }
      site.clock.advance(300);
      (await useAccess(site, named.given('access'), third)).equals(401, badAccess('Token is expired'));
      (await refresh(site, named.given('refresh'), third)).is(200);
    },
  },

  'JWT-24': {
    title: 'A signing secret that anybody could guess',
    severity: 'high',
    attempt: async (site) => {
      assert.equal(await site.bootProblem({}), null);
      for (const secret of ['', 'secret', 'changeme', 'a'.repeat(31)]) {
        assert.match((await site.bootProblem({ secret })) ?? 'nothing', /`secret` (?:is missing|has \d+ bytes)/);
        const keys: JwtKeySetting[] = [{ id: 'weak', algorithm: 'HS256', secret }];
        assert.match(
          (await site.bootProblem({ jwt: { keys } })) ?? 'nothing',
          /`jwt\.keys\[0\]\.secret` has \d+ bytes/,
        );
      }
      // What is no option's value can only come from where nothing is typed.
      const unset: Record<string, unknown> = { secret: undefined };
      assert.match((await site.bootProblem(unset)) ?? 'nothing', /`secret` is missing/);
      const keyless: Record<string, unknown> = { jwt: { keys: [{ id: 'weak', algorithm: 'HS256' }] } };
      assert.match((await site.bootProblem(keyless)) ?? 'nothing', /`jwt\.keys\[0\]\.secret` is missing/);
    },
  },
};

/** What a view says of an access token that is no good. */
export function badAccess(problem = 'Token is invalid'): object {
  const messages = [{ token_class: 'AccessToken', token_type: 'access', message: problem }];
  return { detail: 'Given token not valid for any token type', code: 'token_not_valid', messages };
}

/** Asks who one is, by a token in the header. */
export function useAccess(site: AttackedSite, token: string, process = 0): Promise<Answer> {
  return site.visitor({ Authorization: `Bearer ${token}` }, process).get('user/');
}

/** Exchanges a refresh token, by the body. */
export function refresh(site: AttackedSite, token: unknown, process = 0): Promise<Answer> {
  return site.visitor({}, process).post('token/refresh/', { refresh: token });
}

export function verify(site: AttackedSite, token: unknown, process = 0): Promise<Answer> {
  return site.visitor({}, process).post('token/verify/', { token });
}

async function assertRefusedAsAccess(
  site: AttackedSite,
  token: string,
  process = 0,
  problem = 'Token is invalid',
): Promise<void> {
  (await useAccess(site, token, process)).equals(401, badAccess(problem));
  // A refresh token is good there, if not for this.
  if (problem !== 'Token has wrong type') (await verify(site, token, process)).equals(401, INVALID);
}

async function assertRefusedAsRefresh(site: AttackedSite, token: string): Promise<void> {
  const answer = await refresh(site, token);
  answer.equals(401, INVALID);
  assert.deepEqual([...answer.cookies], []);
}

function flip(bytes: Buffer, bit: number): Buffer {
  const index = Math.floor(bit / 8);
  bytes.writeUInt8(bytes.readUInt8(index) ^ (1 << (bit % 8)), index);
  return bytes;
}

/** A public key in each of the shapes that a server may hold it in, to be taken for a secret. */
function shapesOf(key: KeyObject): (string | Uint8Array)[] {
  const jwk = key.export({ format: 'jwk' });
  const number = jwk.n ?? jwk.x ?? '';
  const pem = key.export({ format: 'pem', type: 'spki' }).toString();
  return [
    pem,
    pem.trim(),
    key.export({ format: 'der', type: 'spki' }),
    ...(key.asymmetricKeyType === 'rsa' ? [key.export({ format: 'pem', type: 'pkcs1' }).toString()] : []),
    number,
    Buffer.from(number, 'base64url'),
    JSON.stringify(jwk),
  ];
}
