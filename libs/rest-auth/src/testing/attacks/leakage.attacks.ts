import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { inspect } from 'node:util';

import { Logger } from '@nestjs/common';

import type { Answer } from './answer.js';
import type { AttackGroup } from './attack.js';
import { EVERY_PROFILE } from './attack-needs.js';
import type { AttackedSite } from './attacked-site.js';
import type { Caller } from './caller.js';
import { askRaw, ENDPOINTS, FIELD_OPTIONS, NEW_PASSWORD, PASSWORD, prepareGround } from './fields.js';
import type { Person } from './person.js';
import { SIGNING_SECRET } from './profile-options.js';
import { RawSocket, requestHead } from './raw-socket.js';
import { StatementWatch } from './statement-watch.js';
import type { AttackRequest, Visitor } from './visitor.js';

const EVERYTHING = { ...FIELD_OPTIONS, activeLogins: true };

const PATIENCE_MILLISECONDS = 30_000;

const JSON_TYPE = { 'Content-Type': 'application/json' };
const GINA = { id: 42, login: 'gina', name: 'Gina Git', email: 'gina@example.test' };

/** Requests that are right for no endpoint, in one way each. */
const WRONG: readonly AttackRequest[] = [
  ...['', '{', '[]', '"x"', '0', 'null', '{}', '{"a":1}', '\0', '['.repeat(5000), '{"__proto__":{"polluted":1}}'].map(
    (raw) => ({ raw, headers: JSON_TYPE }),
  ),
  { raw: Uint8Array.from([0x22, 0xff, 0xfe, 0x22]), headers: JSON_TYPE },
  { raw: 'x'.repeat(200_000), headers: JSON_TYPE },
  { raw: 'a=%ff', headers: { 'Content-Type': 'application/x-www-form-urlencoded' } },
  { raw: '--x\r\nbroken', headers: { 'Content-Type': 'multipart/form-data; boundary=x' } },
  { raw: '<a/>', headers: { 'Content-Type': 'application/xml' } },
  { raw: '{}', headers: { ...JSON_TYPE, 'Content-Encoding': 'gzip' } },
  { json: { username: {}, email: [], password: 1, password1: null, key: {}, uid: [], token: {}, code: [] } },
  { json: {}, headers: { Accept: 'image/png' } },
  { json: {}, headers: { Authorization: 'Bearer x.y.z' } },
  { json: {}, headers: { Authorization: `Token ${'0'.repeat(40)}` } },
  { json: {}, headers: { Authorization: 'Bearer' } },
  { json: {}, headers: { Authorization: 'Basic YWxpY2U6eA==' } },
  { json: {}, headers: { Cookie: 'sessionid=x; __Host-access=x; __Host-refresh=%; csrftoken=;;=' } },
  { json: {}, headers: { Origin: 'https://evil.test', Referer: 'https://evil.test/', 'X-CSRFToken': 'x' } },
];

export const LEAKAGE_ATTACKS: AttackGroup = {
  'LEK-01': {
    title: 'What the log holds of secrets, at its most verbose',
    severity: 'critical',
    profiles: EVERY_PROFILE,
    options: { activeLogins: true },
    attempt: async (site) => {
      for (const secret of [SIGNING_SECRET, site.settings.secret]) site.secret(secret);
      const { facebook, github, twitter } = site.provider;
      for (const { client } of [facebook, github, twitter]) site.secret(client.secret);
      const alice = await site.addAlice();
      // In the place of the name it is looked up as one: it stands in that statement, and nowhere else.
      (await site.visitor().post('login/', { username: alice.password, password: 'x' })).is(400);
      const statements = new StatementWatch(site.instance);
      await beRefused(site, alice);
      await live(site, alice);
      // As TypeORM's own `logging: 'all'` writes them, values included.
      const logger = new Logger('SQL');
      const made = statements.end();
      const whole = { maxStringLength: null, maxArrayLength: null };
      for (const { text, parameters } of made) logger.debug(`${text} -- ${inspect(parameters, whole)}`);
      const tokens = site.logged.filter((line) => /eyJ[\w-]{8,}\.eyJ/.test(line));
      assert.deepEqual(tokens, [], 'the log was to hold no token');
    },
  },

  'LEK-02': {
    title: 'What refusals tell of the inside, at every endpoint',
    severity: 'critical',
    options: EVERYTHING,
    attempt: async (site) => {
      const ground = await prepareGround(site);
      const paths = everyPath(site);
      for (const { path } of ENDPOINTS) assert.ok(paths.includes(path), `${path} was to be found`);
      await site.unchangedBy(async () => {
        for (const path of paths) {
          for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
            for (const wrong of WRONG) {
              // What a logout or the end of all logins does is no refusal.
              if (!/^log(?:ins|out)\//.test(path)) assertInShape(await ground.caller.send(method, path, wrong));
              assertInShape(await site.visitor().send(method, path, wrong));
            }
          }
        }
      });
    },
  },

  'LEK-03': {
    title: 'Clients that go away in the midst of their requests, at every endpoint',
    severity: 'high',
    options: EVERYTHING,
    attempt: async (site) => {
      const ground = await prepareGround(site);
      for (const person of [ground.alice, ground.una]) site.mayChange(person, 'password', 'firstName', 'lastName');
      const authorization = { Authorization: `Bearer ${ground.caller.given('access')}` };
      const told = site.events.length;
      for (const endpoint of ENDPOINTS) {
        const { method, path, byAlice } = endpoint;
        const body = JSON.stringify(endpoint.good(ground));
        const headers = {
          ...JSON_TYPE,
          'Content-Length': String(Buffer.byteLength(body)),
          ...(byAlice && authorization),
        };
        const head = requestHead(site.origin(), method, `${site.mount}/${path}`, headers);
        const form = head.replace('application/json', 'multipart/form-data; boundary=x');
        const parts = [
          head.slice(0, head.length / 2),
          head,
          head + body.slice(0, body.length / 2),
          `${form}--x\r\nContent-Disposition: form-data; name="a"; filename="a"\r\n\r\nx`,
          // Complete, and nobody is there to hear what it came to.
          head + body,
          head + body + head + body,
        ];
        for (const part of parts) {
          const gone = new RawSocket(site.origin());
          await gone.write(part);
          await gone.leave();
        }
      }
      // What was complete is done, though nobody hears what it came to. Of the rest a change and a reset of one password are under way at once: whichever is first voids what the others came with.
      for (const type of ['registered', 'email_verified', 'logged_in', 'password_reset_requested']) {
        await until(`${type} was to be told`, () => site.events.slice(told).some((event) => event.type === type));
      }
      for (const [wrong, statuses] of [
        // Empty lines before a request are none (RFC 9112 §2.2), and no request is asked for nothing.
        ['\r\n\r\n\r\n', []],
        ['GET\r\n\r\n', [400]],
        ['\x16\x03\x01\x02\x00\x01\x00', [400]],
        ['HTTP/1.1 200 OK\r\n\r\n', [400]],
      ] as const) {
        const socket = new RawSocket(site.origin());
        await socket.write(wrong);
        const answers = await socket.finish();
        assert.deepEqual([wrong, answers.map(({ status }) => status)], [wrong, statuses]);
      }
      // A provider that never answers is waited for by a client that has gone.
      site.provider.forget();
      site.provider.misbehave('github-api', 'hang');
      const waiting = new RawSocket(site.origin());
      const body = JSON.stringify({ access_token: site.provider.github.token(GINA) });
      const headers = { ...JSON_TYPE, 'Content-Length': String(Buffer.byteLength(body)) };
      await waiting.write(requestHead(site.origin(), 'POST', `${site.mount}/github/`, headers), body);
      await until('the provider was to be asked', () => site.provider.requests.length > 0);
      await waiting.leave();
      site.provider.mend();
    },
  },

  'LEK-04': {
    title: 'What a refused password’s errors quote',
    severity: 'high',
    options: { password: { oldPasswordRequired: true } },
    attempt: async (site) => {
      const ground = await prepareGround(site);
      const echo = ['S3cret-Echo-1', 'S3cret-Echo-2'] as const;
      const [first, second] = echo;
      const registered = await site
        .visitor()
        .post('registration/', { username: 'x', email: 'bad', password1: first, password2: second });
      assertQuotesNone(registered.is(400), echo);
      const weak = ['qwerty123', '86420975', 'short-1', `${'x'.repeat(200)}-9`, '\0-secret-text'];
      await site.unchangedBy(async () => {
        for (const endpoint of ENDPOINTS) {
          const names = Object.keys(endpoint.fields).filter((name) => name.includes('password'));
          if (names.length === 0) continue;
          const good = endpoint.good(ground);
          const { username = 'alice' } = good;
          for (const password of [...weak, `${username}-9a`]) {
            for (const set of [names, ...names.map((name) => [name])]) {
              const body = { ...good, ...Object.fromEntries(set.map((name) => [name, password])) };
              const answer = await askRaw(ground, endpoint, JSON.stringify(body));
              if (answer.status !== 201)
                assertQuotesNone(answer.is(400), [
                  password,
                  ...Object.values(good).filter(({ length }) => length >= 8),
                ]);
            }
            // Nor where it stands in what is no JSON at all.
            for (const raw of [`{"password":"${password}`, `{"password1":${password}}`, `password=${password}`]) {
              assertQuotesNone((await askRaw(ground, endpoint, raw)).is(400), [password]);
            }
          }
        }
      });
    },
  },
};

/** From the registration to the logout, by whatever a login gives here. */
async function live(site: AttackedSite, alice: Person): Promise<void> {
  const { profile } = site;
  const newcomer = site.visitor();
  const registration = { username: 'newcomer', email: 'new@example.test', password1: PASSWORD, password2: PASSWORD };
  (await newcomer.post('registration/', registration)).is(201, 204);
  (await site.visitor().post('registration/verify-email/', { key: await site.verificationKey() })).is(200);

  const caller = await site.logIn(alice);
  (await caller.get('user/')).is(200);
  (await caller.patch('user/', { username: 'alice' })).is(200);
  (await caller.get('logins/')).is(200);
  await refresh(caller, profile);

  site.mayChange(alice, 'password');
  const twice = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };
  (await caller.post('password/change/', { old_password: alice.password, ...twice })).is(200);
  const secret = await site.askForReset(alice);
  const back = { new_password1: alice.password, new_password2: alice.password };
  (await site.visitor().post('password/reset/confirm/', { ...secret, ...back })).is(200);

  const again = await site.logIn(alice);
  const { facebook, github, twitter } = site.provider;
  (await again.post('github/connect/', { access_token: github.token(GINA) })).is(200, 204);
  (await site.visitor().post('github/', { access_token: github.token(GINA) })).is(200, 204);
  (await site.visitor().post('facebook/', { access_token: facebook.token({ id: '1001', name: 'Fiona' }) })).is(
    200,
    204,
  );
  const tess = { id: 77, id_str: '77', screen_name: 'tess', name: 'Tess Tweet' };
  (await site.visitor().post('twitter/', twitter.token(tess))).is(200, 204);
  const last = await site.logIn(alice);
  const token = await refresh(last, profile);
  (await last.post('logout/', token === null ? {} : { refresh: token })).is(200);
}

/** Waits for what happens by itself, as long as a server may take. */
async function until(what: string, holds: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MILLISECONDS;
  while (!holds()) {
    assert.ok(performance.now() < end, what);
    await setTimeout(5);
  }
}

/** The newest refresh token, where it is in bodies. */
async function refresh(caller: Caller, profile: AttackedSite['profile']): Promise<string | null> {
  if (profile === 'jwt-cookie') (await caller.post('token/refresh/')).is(200);
  if (profile !== 'jwt-body') return null;
  (await caller.post('token/verify/', { token: caller.given('access') })).is(200);
  const renewed = (await caller.post('token/refresh/', { refresh: caller.given('refresh') })).is(200);
  return typeof renewed.member('refresh') === 'string' ? renewed.string('refresh') : caller.given('refresh');
}

/** Secrets where they do not belong, and where they are not taken; and what fails with them in hand. */
async function beRefused(site: AttackedSite, alice: Person): Promise<void> {
  const { password } = alice;
  const visitor = site.visitor();
  const wrong = 'Wrong-as-can-be-5';
  (await visitor.post('login/', { username: 'alice', password: wrong })).is(400);
  (await visitor.post('login/', { username: 'alice', password: [password] })).is(400);
  (await visitor.post('login/', { [password]: password })).is(400);
  await assertRefuses(visitor, 'login/', `{"username":"alice","password":"${password}`, 'application/json');
  await assertRefuses(visitor, 'login/', `{"password":"${password}"}`, `text/plain; ${password}`);
  await assertRefuses(visitor, 'login/', `{"password":"${password}${'x'.repeat(100_000)}"}`, 'application/json');
  (await visitor.get(`user/?password=${password}`, { Authorization: `Bearer ${password}` })).is(401, 403);
  (await visitor.get('user/', { Authorization: `Basic ${password}`, Cookie: `sessionid=${password}` })).is(401, 403);
  (await visitor.send('DELETE', `login/?password=${password}`)).is(405);
  (await visitor.get(`nothing/${password}/`)).is(404);
  (await visitor.post('registration/', { username: 'alice', password1: password, password2: wrong })).is(400);

  const { uid, token } = await site.askForReset(alice);
  const confirm = (more: object) =>
    visitor.post('password/reset/confirm/', { uid, token, new_password1: wrong, new_password2: wrong, ...more });
  for (const more of [{ uid: 'zz' }, { token: `${token}0` }, { new_password2: password }])
    (await confirm(more)).is(400);
  (await visitor.post('registration/verify-email/', { key: `x:y:${token}` })).is(404);
  (await visitor.get(`registration/account-confirm-email/${token}/`)).is(302);
  await visitor.post('token/refresh/', { refresh: token });
  await visitor.post('token/verify/', { token });
  await visitor.post('logout/', { refresh: token });

  const code = site.provider.github.code(GINA, { redirectUri: 'https://elsewhere.test/' });
  (await visitor.post('github/', { code })).is(400);
  (await visitor.post('facebook/', { access_token: `${token}-of-nobody` })).is(400);
  for (const how of ['error', 'garbage', 'truncated'] as const) {
    site.provider.misbehave('github-api', how);
    const json = { access_token: site.provider.github.token(GINA) };
    (await visitor.send('POST', 'github/', { json, outages: [503] })).is(400, 503);
    site.provider.mend();
  }
  // A mail that cannot be sent is told of, and not what is in it.
  site.mailer.failure = new Error('550 mailbox unavailable');
  (await visitor.post('password/reset/', { email: alice.email })).is(200);
  await site.mails();
  site.mailer.failure = null;
}

async function assertRefuses(visitor: Visitor, path: string, raw: string, type: string): Promise<void> {
  (await visitor.send('POST', path, { raw, headers: { 'Content-Type': type } })).is(400, 413, 415);
}

/** Where there is an endpoint, with something for each parameter. */
function everyPath(site: AttackedSite): readonly string[] {
  const { path: own, controllers } = site.instance;
  const prefix = own.replace(/^\/+|\/+$/g, '');
  return controllers
    .flatMap((controller): unknown => Reflect.getMetadata('path', controller))
    .flatMap((path) => (typeof path === 'string' ? [path] : []))
    .map((path) => path.replace(/^\/+/, '').replace(prefix, '').replace(/^\/+/, ''))
    .map((path) => `${path.replace(/:\w+/g, '1')}/`);
}

/** A refusal in the contract's shape: a text, or lists of texts by field. Runs for whatever else was answered, too. */
function assertInShape({ status, text, body }: Answer): void {
  if (status < 400 || text === '') return;
  assert.ok(typeof body === 'object' && body !== null && !Array.isArray(body), text);
  if ('detail' in body) assert.equal(typeof body.detail, 'string', text);
  else {
    for (const errors of Object.values(body)) {
      assert.ok(Array.isArray(errors) && errors.every((error) => typeof error === 'string'), text);
    }
  }
}

function assertQuotesNone({ text }: Answer, secrets: readonly string[]): void {
  for (const secret of secrets) {
    // As JSON writes it, and as it is.
    for (const written of [secret, JSON.stringify(secret).slice(1, -1)]) {
      assert.ok(!text.includes(written), `nothing was to be quoted: ${text}`);
    }
  }
}
