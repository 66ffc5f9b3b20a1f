import assert from 'node:assert/strict';

import type { Answer } from './answer.js';
import type { AttackGroup } from './attack.js';
import { everyField, FIELD_OPTIONS, type FieldForm, NEW_PASSWORD, prepareGround, tryJson } from './fields.js';
import { StatementWatch } from './statement-watch.js';

const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

/** Each is an operator to some store, or looks like one to TypeORM. */
const OPERATORS: readonly unknown[] = [
  { $gt: '' },
  { $ne: null },
  { $regex: '.*' },
  { _type: 'not', _value: null },
  { '@instanceof': 'Symbol(FindOperator)', _type: 'like', _value: '%' },
  [{ $gt: '' }],
];

/** Each is somebody's idea of two addresses, of a header, or of an address with more around it. */
const NO_ADDRESSES = [
  'a@example.test\r\nBcc: evil@evil.test',
  'a@example.test\nBcc: evil@evil.test',
  'a@example.test%0d%0aBcc:evil@evil.test',
  '"evil@evil.test x"@example.test',
  'a@example.test,evil@evil.test',
  'a@example.test;evil@evil.test',
  '<a@example.test>',
  'Evil <a@example.test>',
  'a@example.test\0',
  'a@example.test Bcc: x@y.test',
  'group: a@b.test, d@e.test;',
  '((((((((((a@example.test))))))))))',
  `${'a'.repeat(401)}@example.test`,
  `a@${'b.'.repeat(200)}test`,
];
/** Odd, and addresses all the same; whether one can be registered is for the host to say. */
const ODD_ADDRESSES = ['a@[127.0.0.1]', 'a@localhost', 'xn--80ak6aa92e@example.test', '"evil@evil.test"@example.test'];

/** Ends a line, clears a terminal, turns the writing round, and ends a record of JSON. */
const FORGED = `x\n2026 INFO login ok user=admin\r\u001b[2J\u009b2J\u0085\u2028\u202e"},{"level":"info"${'x'.repeat(500)}`;
const CONTROLS = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

export const INJECTION_ATTACKS: AttackGroup = {
  'INJ-02': {
    title: 'Objects that look like operators, in every field',
    severity: 'critical',
    options: FIELD_OPTIONS,
    attempt: async (site) => {
      const ground = await prepareGround(site);
      const statements = new StatementWatch(site.instance);
      await site.unchangedBy(async () => {
        for (const { endpoint, field, form } of everyField()) {
          for (const payload of OPERATORS) {
            assertNoText(await tryJson(ground, endpoint, field, JSON.stringify(payload)), field, form);
          }
        }
      });
      const given = statements.end().flatMap(({ parameters }) => parameters);
      const objects = given.filter(
        (value) => typeof value === 'object' && value !== null && !(value instanceof Date || Buffer.isBuffer(value)),
      );
      assert.deepEqual(objects, [], 'no statement was to be made with an object');
    },
  },

  'INJ-05': {
    title: 'Prototypes in queries, forms and JSON',
    severity: 'high',
    attempt: async (site) => {
      await site.addAlice();
      const visitor = site.visitor();
      const query = '__proto__[polluted]=1&constructor[prototype][polluted]=1&__proto__.polluted=1';
      const form = `${query}&username[toString]=1&username[__proto__][polluted]=1&email=a@b.test`;
      const nested =
        '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"username":"a","password":"b"}';
      const ask = (path: string, raw: string, headers: Readonly<Record<string, string>>) =>
        site.unchangedBy(() => visitor.send('POST', path, { raw, headers }));
      const answers = [
        await site.unchangedBy(() => visitor.post(`login/?${query}`, { username: 'a', password: 'b' })),
        await ask('login/', form, FORM),
        await ask('registration/', form, FORM),
        await ask('login/', nested, { 'Content-Type': 'application/json' }),
        await ask('registration/', nested, { 'Content-Type': 'application/json' }),
      ];
      for (const answer of answers) answer.is(400, 415);
      for (const name of ['polluted', 'x', 'username']) assert.equal(Reflect.get({}, name), undefined);
      // A field whose name has brackets is another field, and none of ours.
      const bracketed = answers[2];
      if (bracketed?.status === 400)
        assert.ok(bracketed.member('username') !== undefined || bracketed.member('password1') !== undefined);
    },
  },

  'INJ-06': {
    title: 'Headers and second recipients in addresses and names',
    severity: 'high',
    options: { email: { addresses: true, required: true, verification: 'optional' } },
    attempt: async (site) => {
      const alice = await site.addAlice();
      const register = (username: string, email: string) =>
        site.visitor().post('registration/', { username, email, password1: NEW_PASSWORD, password2: NEW_PASSWORD });
      const reset = (email: string) => site.visitor().post('password/reset/', { email });
      for (const email of NO_ADDRESSES) {
        const registration = await site.unchangedBy(() => register('una', email));
        assert.ok(Array.isArray(registration.is(400).member('email')), registration.text);
        (await site.unchangedBy(() => reset(email))).is(400);
      }
      assert.deepEqual(await site.mails(), [], 'nobody was to be mailed');

      const expected: string[] = [];
      for (const [index, email] of ODD_ADDRESSES.entries()) {
        const registration = await register(`odd${String(index)}`, email);
        if (registration.is(201, 400).status === 201) expected.push(email);
        if ((await reset(email)).is(200, 400).status === 200 && registration.status === 201) expected.push(email);
      }

      for (const name of ['una\r\nBcc: evil@evil.test', 'una\nSubject: x', 'una\0']) {
        (await site.unchangedBy(() => register(name, 'una@example.test'))).is(400);
      }
      // A person's name may be any text, and stands in no header.
      site.mayChange(alice, 'firstName', 'lastName');
      const name = 'Alice\r\nBcc: evil@evil.test\r\n\r\nevil';
      (await (await site.logIn(alice)).patch('user/', { first_name: name, last_name: name })).is(200, 400);
      (await reset(alice.email)).is(200);
      expected.push(alice.email);

      const mails = await site.mails();
      assert.deepEqual(
        mails.map(({ to }) => to),
        expected,
      );
      for (const { from, to, subject, ...rest } of mails) {
        assert.deepEqual(Object.keys(rest).sort(), ['html', 'text']);
        for (const header of [from, to, subject]) assert.doesNotMatch(header, /[\r\n\0]|evil@evil\.test(?!"@)/);
      }
    },
  },

  'INJ-08': {
    title: 'Lines of a log, forged in whatever is sent, mailed or told by a provider',
    severity: 'medium',
    apps: { github: { scope: ['user:email'] } },
    attempt: async (site) => {
      const alice = await site.addAlice();
      const visitor = site.visitor({ 'User-Agent': 'x user=admin', 'X-Forwarded-For': 'x user=admin' });
      const before = site.logged.length;
      const encoded = encodeURIComponent(FORGED);
      // So short that a router looks at it.
      const named = encodeURIComponent(FORGED.slice(0, 30));
      const form = { username: FORGED, email: FORGED, password: FORGED, password1: FORGED, password2: FORGED };
      for (const path of ['login/', `login/?x=${encoded}`, 'registration/', 'password/reset/']) {
        (await visitor.post(path, form)).is(400);
      }
      (await visitor.post('login/', { ...form, username: FORGED.repeat(2000) })).is(400, 413);
      (await visitor.post('login/', { [FORGED]: FORGED })).is(400);
      (await visitor.get(`socialaccounts/${named}/`)).is(401, 403, 404);
      (await visitor.post(`socialaccounts/${named}/disconnect/`)).is(401, 403, 404);
      (await visitor.get('user/', { Authorization: 'Bearer \\n2026 INFO user=admin' })).is(401);

      // What others say is theirs to choose, and may quote what somebody has typed.
      const told = { status: 200, body: { id: FORGED, login: FORGED, name: FORGED, message: FORGED } };
      site.provider.answer('GET', '/github-api/user', told);
      const access_token = site.provider.github.token({ id: 42, login: 'gina' });
      (await visitor.send('POST', 'github/', { json: { access_token }, outages: [503] })).is(400, 503);
      site.mailer.failure = Object.assign(new Error(FORGED), { name: FORGED, code: FORGED });
      (await visitor.post('password/reset/', { email: alice.email })).is(200);
      await site.mails();
      site.mailer.failure = null;

      const records = site.logged.slice(before);
      assert.ok(
        records.some((record) => record.includes('user=admin')),
        'the mail that could not be sent was to be logged, with the reason',
      );
      for (const record of records) {
        const [line = '', ...stack] = record.split('\n');
        assert.doesNotMatch(record, CONTROLS);
        assert.ok(line.length <= 1000, `a line of ${String(line.length)} characters was logged`);
        for (const frame of stack) assert.match(frame, /^\s+at /, 'one record was to be one line, and a stack');
      }
    },
  },

  'INJ-09': {
    title: 'Paths of somebody else’s identity, of none, and of more than one',
    severity: 'medium',
    attempt: async (site) => {
      const alice = await site.logIn(await site.addAlice({ social: { provider: 'github', uid: '41' } }));
      const bob = await site.logIn(await site.addPerson('bob', { social: { provider: 'github', uid: '42' } }));
      const [theirs] = listed((await bob.get('socialaccounts/')).is(200));
      const [own] = listed((await alice.get('socialaccounts/')).is(200));
      assert.ok(theirs !== undefined && own !== undefined);
      const paths = [
        ...['0', '-1', '1e3', 'abc', '1%00', '..%2f1', '9999999999999999999999', '1%20OR%201=1', '%F0%9F%92%A9', '1;2'],
        ...[theirs, `${theirs}%00`, `0x${theirs}`, `${theirs}.0`, `%20${theirs}`, `+${theirs}`, `${own},${theirs}`],
        ...[`${own}%2C${theirs}`, `${own}%20OR%201=1`, `${own}'--`, `${own};${theirs}`, `${own}%00`, `${own}%0a`],
        ...['%27%20OR%20%27%27=%27', '%25', '%5F', '[object%20Object]', 'null', 'undefined', 'NaN', '..', '.'],
      ];
      for (const path of paths) {
        const answer = await site.unchangedBy(() => alice.post(`socialaccounts/${path}/disconnect/`));
        answer.is(400, 404);
      }
      const queries = [`?id=${theirs}`, `?id[]=${theirs}&id[]=${own}`];
      for (const query of queries) {
        (await site.unchangedBy(() => alice.post(`socialaccounts/0/disconnect/${query}`, { id: theirs }))).is(404);
      }
    },
  },
};

/** The ids of a list of identities, as a path names them. */
function listed({ body }: Answer): string[] {
  return Array.isArray(body) ? body.map((row: unknown) => String(Reflect.get(Object(row), 'id'))) : [];
}

/** What is told of a value that is no text. */
function assertNoText(answer: Answer, field: string, { kind }: FieldForm): void {
  if (kind === 'lenient' || kind === 'unknown') answer.is(400, 401, 404);
  else answer.equals(400, { [field]: [kind === 'address' ? 'Enter a valid email address.' : 'Not a valid string.'] });
}
