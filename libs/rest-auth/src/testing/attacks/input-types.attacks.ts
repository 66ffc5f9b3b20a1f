import assert from 'node:assert/strict';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib';

import type { Answer } from './answer.js';
import type { AttackGroup } from './attack.js';
import {
  askRaw,
  type AttackedEndpoint,
  ENDPOINTS,
  everyField,
  FIELD_OPTIONS,
  type FieldForm,
  type Ground,
  NEW_PASSWORD,
  prepareGround,
  tryJson,
  tryText,
} from './fields.js';
import { assertThrottled, REFUSED } from './login.attacks.js';
import { RawSocket, requestHead } from './raw-socket.js';

const MEGABYTE = 1024 * 1024;
const JSON_TYPE = { 'Content-Type': 'application/json' };
const FORM_TYPE = { 'Content-Type': 'application/x-www-form-urlencoded' };

const TOO_LARGE = { detail: 'Request body is too large.' };
const NOT_A_TEXT = 'Not a valid string.';
const NO_ADDRESS = 'Enter a valid email address.';
const NO_UTF8 = 'the body is not valid UTF-8';

/** None of them is a text, nor a number that could be read as one. */
const NO_TEXTS = [
  ...['true', 'false', '[]', '["a"]', '["a","b"]', '[[]]', '{}', '{"a":1}', '{"toString":1}', '{"length":5}'],
  ...['9007199254740993', '1e+308', '1e400', '-1e400'],
];

export const INPUT_TYPE_ATTACKS: AttackGroup = {
  'TYP-01': {
    title: 'Values that are no texts in every field',
    severity: 'high',
    options: FIELD_OPTIONS,
    attempt: async (site) => {
      const ground = await prepareGround(site);
      const isNull = 'This field may not be null.';
      let numbers = 0;
      for (const endpoint of ENDPOINTS) {
        const fields = Object.entries(endpoint.fields);
        await site.unchangedBy(async () => {
          for (const [field, form] of fields) {
            const good = endpoint.good(ground)[field] ?? 'x';
            // A list counts as its first element nowhere, be that the right one.
            for (const json of [...NO_TEXTS, JSON.stringify([good])]) {
              assertRefused(await tryJson(ground, endpoint, field, json), field, form, NOT_A_TEXT);
            }
            assertRefused(await tryJson(ground, endpoint, field, 'null'), field, form, isNull, isNull);
          }
        });
        for (const [field, form] of fields) {
          // Another name each time: most of them make a good one.
          numbers += 1;
          for (const json of [`${String(numbers)}23`, `-${String(numbers)}`, `${String(numbers)}.5`]) {
            const answer = (await tryJson(ground, endpoint, field, json)).is(200, 201, 400, 401, 404);
            if (form.kind === 'address') answer.equals(400, { [field]: [NO_ADDRESS] });
            if (endpoint.path === 'user/') assert.equal(answer.is(200).member(field), json);
            await putBack(ground, endpoint);
          }
        }
      }
    },
  },

  'TYP-03': {
    title: 'JSON that nests a hundred thousand levels deep',
    severity: 'high',
    options: { http: { bodyLimitBytes: MEGABYTE } },
    attempt: async (site) => {
      for (const path of ['login/', 'registration/']) {
        for (const depth of [100, 1000, 10_000, 100_000]) {
          const list = '['.repeat(depth) + ']'.repeat(depth);
          const object = `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
          for (const raw of [list, object, `{"username":${list}}`, '['.repeat(depth), '{"a":'.repeat(depth)]) {
            const answer = await site.unchangedBy(() => site.visitor().send('POST', path, { raw, headers: JSON_TYPE }));
            answer.equals(400, { detail: 'JSON parse error - nested deeper than 20 levels' });
          }
        }
      }
    },
  },

  'TYP-04': {
    title: 'Bodies that are too large, of another length than they say, or never complete',
    severity: 'high',
    attempt: async (site) => {
      const alice = await site.addAlice();
      const path = `${site.mount}/login/`;
      await site.unchangedBy(async () => {
        for (const size of [150_000, 2_000_000, 10_000_000]) {
          const raw = padded(size);
          (await site.visitor().send('POST', 'login/', { raw, headers: JSON_TYPE })).equals(413, TOO_LARGE);
        }
        // Without a word of how many there will be. Whoever listens in between is told; whoever does not is cut off all the same.
        const listening = await sendChunks(site.origin(), path, 11_000_000);
        assert.equal(listening.answers.length, 1);
        listening.answers[0]?.equals(413, TOO_LARGE);
        const deaf = await sendChunks(site.origin(), path, 100_000_000);
        assert.ok(deaf.sent < 50_000_000, 'whoever sends without end was to be cut off');
        for (const answer of deaf.answers) answer.equals(413, TOO_LARGE);

        const body = JSON.stringify({ username: alice.username, password: alice.password });
        // More than was announced: the rest is a request of its own, and none.
        const tooMuch = new RawSocket(site.origin());
        await tooMuch.write(
          requestHead(site.origin(), 'POST', path, { ...JSON_TYPE, 'Content-Length': '2' }),
          `{}${body}`,
        );
        const [first, ...others] = await tooMuch.finish();
        first?.is(400);
        for (const answer of others) answer.is(400);

        // Less than was announced, and gone; what is cut short is not acted on.
        const reset = `email=${alice.email}`;
        for (const [type, part, to] of [
          [JSON_TYPE, body, path],
          [FORM_TYPE, reset, `${site.mount}/password/reset/`],
        ] as const) {
          const tooLittle = new RawSocket(site.origin());
          await tooLittle.write(
            requestHead(site.origin(), 'POST', to, { ...type, 'Content-Length': String(part.length + 1) }),
            part,
          );
          for (const answer of await tooLittle.finish()) answer.is(400, 413);
        }
      });

      // Drop by drop: they wait, and nobody else does.
      const slow = Array.from({ length: 40 }, () => new RawSocket(site.origin()));
      for (const socket of slow) {
        await socket.write(requestHead(site.origin(), 'POST', path, { ...JSON_TYPE, 'Content-Length': '1000' }), '{"');
      }
      for (let drop = 0; drop < 5; drop += 1) {
        await Promise.all(slow.map((socket) => socket.write('a')));
        (await site.visitor().get('user/')).is(401);
      }
      assert.equal(await site.loginStatus(alice.username, alice.password), 200);
      await Promise.all(slow.map((socket) => socket.leave()));

      // Of what is too large nothing is kept until its end.
      const [before, part] = [bytesHeld(), Buffer.alloc(9_900_000, 'a')];
      const large = Array.from({ length: 20 }, () => new RawSocket(site.origin()));
      const head = requestHead(site.origin(), 'POST', path, { ...JSON_TYPE, 'Content-Length': '10000000' });
      await Promise.all(large.map((socket) => socket.write(head, part)));
      const held = Math.round((bytesHeld() - before - part.length) / MEGABYTE);
      await Promise.all(large.map((socket) => socket.leave()));
      assert.ok(held < 20, `nothing of it was to be kept, and ${String(held)} MiB were`);
    },
  },

  'TYP-05': {
    title: 'Compressed bodies, which grow a thousandfold',
    severity: 'high',
    attempt: async (site) => {
      const bomb = padded(20 * MEGABYTE);
      const gzipped = gzipSync(bomb);
      const encodings = {
        gzip: gzipped,
        'x-gzip': gzipped,
        GZIP: gzipped,
        deflate: deflateSync(bomb),
        br: brotliCompressSync(bomb, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
        'gzip, gzip': gzipSync(gzipped),
        'gzip, identity': gzipped,
        'x-evil': gzipped,
      };
      for (const [encoding, raw] of Object.entries(encodings)) {
        // Without what earlier ones have left: its end would hide as much that is new.
        const before = bytesHeld();
        const answer = await site.unchangedBy(() =>
          site.visitor().send('POST', 'login/', { raw, headers: { ...JSON_TYPE, 'Content-Encoding': encoding } }),
        );
        answer.equals(415, { detail: 'Unsupported media type "application/json" in request.' });
        // What was unpacked into buffers, be they in use or not.
        const grown = (process.memoryUsage().arrayBuffers - before) / MEGABYTE;
        assert.ok(grown < 20, `${encoding} was not to be unpacked, and took ${String(Math.round(grown))} MiB`);
      }
    },
  },

  'TYP-06': {
    title: 'Bytes that are no UTF-8, in bodies, headers and paths',
    severity: 'high',
    attempt: async (site) => {
      const alice = await site.addAlice();
      const send = (path: string, raw: Buffer, headers: Readonly<Record<string, string>>) =>
        site.unchangedBy(() => site.visitor().send('POST', path, { raw, headers }));
      const login = Buffer.from('eyJ1c2VybmFtZSI6Iv/+wK8iLCJwYXNzd29yZCI6IngifQ==', 'base64');
      (await send('login/', login, JSON_TYPE)).equals(400, { detail: `JSON parse error - ${NO_UTF8}` });
      // Replaced, two of them would be one password: whoever registers by the first could log in by the second.
      const registration = { username: 'newcomer', email: 'new@example.test' };
      for (const bytes of ['\xff\xfe', '\xc0\xaf', '\xed\xa0\x80', '\xf8\x88\x80\x80\x80']) {
        const password = `Looking-glass7${bytes}`;
        const json = JSON.stringify({ ...registration, password1: password, password2: password });
        (await send('registration/', Buffer.from(json, 'latin1'), JSON_TYPE)).equals(400, {
          detail: `JSON parse error - ${NO_UTF8}`,
        });
        const escaped = Buffer.from(password, 'latin1')
          .toString('latin1')
          .replace(/[^\w-]/g, percent);
        for (const written of [password, escaped]) {
          const fields = { ...registration, password1: written, password2: written };
          const form = Object.entries(fields).map(([name, value]) => `${name}=${value}`);
          (await send('registration/', Buffer.from(form.join('&'), 'latin1'), FORM_TYPE)).equals(400, {
            detail: `Form parse error - ${NO_UTF8}`,
          });
        }
      }
      // Half a pair is UTF-8 in JSON's own writing only.
      const surrogate = await site
        .visitor()
        .send('POST', 'login/', { raw: '{"username":"\\ud800","password":"x"}', headers: JSON_TYPE });
      surrogate.equals(400, { username: ['Surrogate characters are not allowed: U+D800.'] });

      (await site.visitor().get('user/%ff%fe')).is(400, 404);
      for (const headers of [
        { Authorization: 'Bearer \xff\xfe' },
        { Authorization: '\xff\xfe' },
        { Cookie: 'sessionid=\xff\xfe; csrftoken=\xc0\xaf' },
        { Cookie: '%ff=%ff' },
      ]) {
        (await site.visitor(headers).get('user/')).is(401);
        (await site.visitor(headers).post('login/', { username: alice.username, password: '\xff' })).is(400);
      }
    },
  },

  'TYP-07': {
    title: 'NUL and other control characters in every field',
    severity: 'high',
    options: FIELD_OPTIONS,
    attempt: async (site) => {
      const ground = await prepareGround(site);
      const nul = 'Null characters are not allowed.';
      for (const { endpoint, field, form } of everyField()) {
        await site.unchangedBy(async () => {
          for (const value of ['a\0b', '\0', 'abc\0']) {
            const answer = await tryText(ground, endpoint, field, value);
            if (form.kind === 'address') answer.equals(400, { [field]: [nul, NO_ADDRESS] });
            else assertRefused(answer, field, form, nul);
          }
        });
        for (const value of ['\u0001', '\u0085', '\u007f', '\u202e']) {
          const answer = await tryText(ground, endpoint, field, value);
          if (form.kind === 'free') {
            // As DRF has it: Python's blanks are cut, and whatever else a name is made of is kept as it is.
            assert.equal(answer.is(200).member(field), value === '\u0085' ? '' : value);
            await putBack(ground, endpoint);
          } else if (form.kind === 'lenient') answer.is(200, 401);
          else answer.is(400, 401, 404);
        }
      }
      // Nothing ends at a NUL: who knows the beginning knows nothing, and whoever knows all types no more.
      const { alice } = ground;
      for (const password of [`${alice.password}\0x`, `${alice.password}\0`, `\0${alice.password}`]) {
        (await site.visitor().post('login/', { username: 'alice', password })).equals(400, { password: [nul] });
        (await site.visitor().post('login/', { username: `alice\0${password}`, password: alice.password })).equals(
          400,
          {
            username: [nul],
          },
        );
      }
    },
  },

  'TYP-09': {
    title: 'Texts of a thousand and of many thousand characters in every field',
    severity: 'medium',
    // What the usual limit of a body keeps out is to be refused by the fields too.
    options: { ...FIELD_OPTIONS, http: { bodyLimitBytes: MEGABYTE } },
    attempt: async (site) => {
      const ground = await prepareGround(site);
      for (const { endpoint, field, form } of everyField()) {
        await site.unchangedBy(async () => {
          for (const value of ['a'.repeat(1000), 'a'.repeat(65_000), '\u{1f4a9}'.repeat(24_000)]) {
            const answer = await tryText(ground, endpoint, field, value);
            if (form.kind === 'free' || (form.kind === 'text' && form.maxLength !== null)) {
              const text = `Ensure this field has no more than ${String(form.maxLength)} characters.`;
              answer.equals(400, { [field]: [text] });
            } else if (form.kind === 'address') answer.equals(400, { [field]: [NO_ADDRESS] });
            else answer.is(400, 401, 404);
          }
          if (form.kind === 'address') {
            const long = `${'a'.repeat(1000)}@example.test`;
            (await tryText(ground, endpoint, field, long)).equals(400, { [field]: [NO_ADDRESS] });
          }
        });
        // As long as a field may be, and longer than a column may be.
        if (form.kind === 'address') {
          (await tryText(ground, endpoint, field, `${'a'.repeat(300)}@example.test`)).is(200, 201, 400);
        }
        if (form.kind === 'free') {
          const longest = '\u{1f4a9}'.repeat(form.maxLength);
          const answer = (await tryText(ground, endpoint, field, longest)).is(200, 400);
          if (answer.status === 200) assert.equal(answer.member(field), longest);
          await putBack(ground, endpoint);
        }
      }
    },
  },

  'TYP-10': {
    title: 'Passwords of ten kilobytes to a megabyte',
    severity: 'critical',
    // So that it is not the body's limit that keeps them from the hasher.
    options: { ...FIELD_OPTIONS, http: { bodyLimitBytes: 8 * MEGABYTE } },
    attempt: async (site) => {
      const ground = await prepareGround(site);
      const tooLong = 'Ensure this field has no more than 128 characters.';
      for (const length of [10_000, 90_000, MEGABYTE]) {
        for (const character of ['a', '\u{1f4a9}']) {
          const password = character.repeat(length / character.length);
          await unhashed(ground, async () => {
            for (const username of ['alice', 'nobody']) {
              (await site.visitor().post('login/', { username, password })).equals(400, REFUSED);
            }
          });
          for (const endpoint of ENDPOINTS) {
            const passwords = Object.keys(endpoint.fields).filter((name) => /password[12]$/.test(name));
            if (passwords.length === 0) continue;
            const good = endpoint.good(ground);
            const long = Object.fromEntries(passwords.map((name) => [name, password]));
            const without = Object.fromEntries(Object.entries(good).filter(([name]) => name !== 'old_password'));
            const refused = Object.fromEntries(passwords.map((name) => [name, [tooLong]]));
            await unhashed(ground, async () => {
              const answer = await askRaw(ground, endpoint, JSON.stringify({ ...without, ...long }));
              const missing = 'old_password' in good && { old_password: ['This field is required.'] };
              answer.equals(400, { ...missing, ...refused });
            });
            if (!('old_password' in good)) continue;
            await unhashed(ground, async () => {
              const answer = await askRaw(ground, endpoint, JSON.stringify({ ...good, old_password: password }));
              answer.equals(400, { old_password: [tooLong] });
            });
          }
        }
      }
    },
  },

  'TYP-11': {
    title: 'Long passwords, and those of all scripts, are what they were typed as',
    severity: 'high',
    attempt: async (site) => {
      const passwords = [
        `${'q'.repeat(63)}Z`,
        `${'w'.repeat(127)}Z`,
        ' lead and trail ',
        '\u2603\u00e9\u4e2d\u{1f511} pass phrase',
        'tab\tinside-123',
        `${'a'.repeat(72)}DIFFERENT`,
      ];
      for (const [index, password] of passwords.entries()) {
        const username = `p${String(index)}`;
        const registered = await site.visitor().post('registration/', {
          username,
          email: `${username}@example.test`,
          password1: password,
          password2: password,
        });
        registered.is(201, 204);
        assert.equal(await site.loginStatus(username, password), 200);
        const others = new Set([
          [...password].slice(0, -1).join(''),
          [...password].map(swapCase).join(''),
          password.trim(),
          password.slice(0, 72),
          `${password} `,
        ]);
        others.delete(password);
        for (const other of others) assert.equal(await site.loginStatus(username, other), 400, JSON.stringify(other));
      }
    },
  },

  'TYP-12': {
    title: 'One name twice in a JSON object',
    severity: 'medium',
    throttling: true,
    attempt: async (site) => {
      const [alice, bob] = [await site.addAlice(), await site.addPerson('bob')];
      const logIn = (first: string, second: string, password: string) =>
        site.visitor().send('POST', 'login/', {
          raw: `{"username":"${first}","username":"${second}","password":${JSON.stringify(password)}}`,
          headers: JSON_TYPE,
        });
      assert.equal((await logIn('alice', 'bob', bob.password)).is(200).member('user.username'), 'bob');
      (await logIn('alice', 'bob', alice.password)).equals(400, REFUSED);
      // What is counted is what is looked up: guesses at bob's account use up bob's, and never under alice's name.
      for (let index = 0; index < 4; index += 1) (await logIn('alice', 'bob', 'wrong')).equals(400, REFUSED);
      assertThrottled(await logIn('alice', 'bob', 'wrong'));
      assertThrottled(await site.visitor().post('login/', bob));
      (await site.visitor().post('login/', alice)).is(200);
    },
  },

  'TYP-13': {
    title: 'One name twice, or as a list, in forms and in the query',
    severity: 'medium',
    attempt: async (site) => {
      const [alice, bob] = [await site.addAlice(), await site.addPerson('bob')];
      // Somebody whom a list that is written as one text would find.
      const both = await site.addPerson('alice,bob', { email: 'both@example.test' });
      const post = (path: string, raw: string) => site.visitor().send('POST', path, { raw, headers: FORM_TYPE });
      const logIn = (names: string, { password }: { readonly password: string }) =>
        post('login/', `${names}&password=${encodeURIComponent(password)}`);
      const twice = 'username=alice&username=bob';
      assert.equal((await logIn(twice, bob)).is(200).member('user.username'), 'bob');
      for (const person of [alice, both]) (await logIn(twice, person)).equals(400, REFUSED);
      const missing = { non_field_errors: ['Must include "username" and "password".'] };
      for (const name of ['username[]', 'username[0]', 'username[$ne]', 'username.0']) {
        (await logIn(`${name}=alice`, alice)).equals(400, missing);
      }
      // No field is ever read from the query.
      const query = `username=alice&password=${encodeURIComponent(alice.password)}`;
      (await post(`login/?${query}`, '')).equals(400, { password: ['This field is required.'] });
      assert.equal(
        (await post(`login/?username=alice`, `username=bob&password=${encodeURIComponent(bob.password)}`))
          .is(200)
          .member('user.username'),
        'bob',
      );

      const mails = (await site.mails()).length;
      const toBoth = `email=${encodeURIComponent(alice.email)}&email=evil%40evil.test`;
      for (const form of [toBoth, `email=${encodeURIComponent(`${alice.email},evil@evil.test`)}`]) {
        (await post('password/reset/', form)).is(200, 400);
      }
      (await post('password/reset/?email=evil%40evil.test', `email=${encodeURIComponent(alice.email)}`)).is(200);
      // The last of two is nobody's, and the query counts for nothing.
      assert.deepEqual(
        (await site.mails()).slice(mails).map(({ to }) => to),
        [alice.email],
      );
    },
  },

  'TYP-14': {
    title: 'Content types that are none of ours, or are written strangely',
    severity: 'medium',
    attempt: async (site) => {
      const alice = await site.addAlice();
      const good = JSON.stringify({ username: alice.username, password: alice.password });
      const confused = '{"username":["alice"],"password":{}}';
      const send = (raw: string, type: string | null) =>
        site.visitor().send('POST', 'login/', { raw, ...(type !== null && { headers: { 'Content-Type': type } }) });
      for (const type of [
        ...[null, 'application/xml', 'text/html', 'text/plain', 'application/vnd.api+json', 'application/json\ta'],
        ...['application/json; charset=utf-16', 'application/json; charset=iso-8859-1', 'application/json;charset='],
        ...['application/jsonx', 'xapplication/json', 'application/json, text/plain', 'json', ';', '*/*'],
      ]) {
        for (const raw of [good, confused, '<a/>']) {
          const answer = await site.unchangedBy(() => send(raw, type));
          assert.match(
            answer.is(415).string('detail'),
            /^Unsupported media type "[^"]*" in request\.$/,
            'the type was to be told',
          );
        }
      }
      for (const type of [
        ' application/json',
        'APPLICATION/JSON',
        'application/json ; charset=UTF-8',
        'application/json;',
      ]) {
        (await send(good, type)).is(200);
        (await send(confused, type)).equals(400, { username: [NOT_A_TEXT], password: [NOT_A_TEXT] });
      }
      // JSON is neither kind of form: it has none of the fields.
      for (const type of [
        'multipart/form-data; boundary=x',
        'multipart/form-data',
        'application/x-www-form-urlencoded',
      ]) {
        await site.unchangedBy(async () => {
          for (const raw of [good, confused]) (await send(raw, type)).is(400);
        });
      }
    },
  },

  'TYP-15': {
    title: 'Numbers at the edges where ids are awaited',
    severity: 'medium',
    attempt: async (site) => {
      await site.addAlice();
      await site.unchangedBy(async () => {
        const post = (path: string, raw: string) => site.visitor().send('POST', path, { raw, headers: JSON_TYPE });
        const twice = `"new_password1":"${NEW_PASSWORD}","new_password2":"${NEW_PASSWORD}"`;
        for (const number of ['1e400', '-1e400', '9007199254740993', '1e308', '-9007199254740993']) {
          const refused = [NOT_A_TEXT];
          (await post('password/reset/confirm/', `{"uid":${number},"token":"x",${twice}}`)).equals(400, {
            uid: refused,
          });
          (await post('password/reset/confirm/', `{"uid":"1","token":${number},${twice}}`)).equals(400, {
            token: refused,
          });
          (await post('registration/verify-email/', `{"key":${number}}`)).equals(400, { key: refused });
        }
        for (const number of ['-0', '0', '0.1', '1e-400', '9007199254740991', '-1', '1e21', '"1e400"', '"Infinity"']) {
          (await post('password/reset/confirm/', `{"uid":${number},"token":"x",${twice}}`)).is(400);
          (await post('registration/verify-email/', `{"key":${number}}`)).is(400, 404);
        }
      });
    },
  },

  'TYP-16': {
    title: 'Fields that nobody knows',
    severity: 'low',
    attempt: async (site) => {
      const alice = await site.addAlice();
      const { username, password } = alice;
      const extra = { foo: { bar: [1] }, remember: true, constructor: 1, ['__proto__']: { polluted: true } };
      const answer = await site.visitor().post('login/', { username, password, ...extra });
      assert.equal(answer.is(200).member('user.username'), 'alice');
      const refused = await site.visitor().post('login/', { username, password: 'wrong', ...extra });
      refused.equals(400, REFUSED);
    },
  },
};

/** The whole answer to a value that a field never takes. */
function assertRefused(answer: Answer, field: string, form: FieldForm, said: string, saidOfAddress = NO_ADDRESS): void {
  switch (form.kind) {
    case 'text':
    case 'free':
      return void answer.equals(400, { [field]: [said] });
    case 'address':
      return void answer.equals(400, { [field]: [saidOfAddress] });
    case 'lenient':
      return void answer.is(401);
    case 'unknown':
      return void answer.equals(400, { non_field_errors: ['Incorrect value'] });
  }
}

/** Alice is called what she was. */
async function putBack(ground: Ground, endpoint: AttackedEndpoint): Promise<void> {
  if (endpoint.path === 'user/') (await ground.caller.put('user/', endpoint.good(ground))).is(200);
}

/** Asserts that nothing of it reached the hasher, and nothing the tables. */
async function unhashed({ site }: Ground, act: () => Promise<void>): Promise<void> {
  const before = site.hashesRun;
  await site.unchangedBy(act);
  assert.equal(site.hashesRun, before, 'nothing of it was to be hashed');
}

/** JSON of so many bytes. */
function padded(size: number): Buffer {
  return Buffer.from(`{"username":"${'a'.repeat(size)}"}`);
}

/** What buffers of this process are in use, without those that nobody needs any more. */
function bytesHeld(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc()');
  return process.memoryUsage().arrayBuffers;
}

/** So many bytes in chunks, the last of which never comes; what was sent until the server had enough, and what it said. */
async function sendChunks(
  origin: string,
  path: string,
  size: number,
): Promise<{ readonly sent: number; readonly answers: readonly Answer[] }> {
  const socket = new RawSocket(origin);
  await socket.write(requestHead(origin, 'POST', path, { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' }));
  const chunk = Buffer.alloc(65_536, 'a');
  let sent = 0;
  for (; sent < size && socket.isOpen; sent += chunk.length) {
    await socket.write(`${chunk.length.toString(16)}\r\n`, chunk, '\r\n');
  }
  return { sent, answers: await socket.untilClosed() };
}

function percent(character: string): string {
  return `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

function swapCase(character: string): string {
  return character === character.toLowerCase() ? character.toUpperCase() : character.toLowerCase();
}
