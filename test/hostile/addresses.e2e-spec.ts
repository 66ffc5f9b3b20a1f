import fc from 'fast-check';

import { addUser, PASSWORD } from '../support/accounts.js';
import { runs, testSeed } from '../support/seed.js';
import type { TestApplication } from '../support/test-application.js';
import { type Told, Twins } from '../support/twins.js';
import { FIELDS, OPTIONS, withForm, withJson } from './endpoints.js';

const seed = testSeed(import.meta.url);

const NO_ADDRESS: Told = [400, { email: ['Enter a valid email address.'] }];
const RESET_SENT: Told = [200, { detail: 'Password reset e-mail has been sent.' }];

/** Each is somebody's idea of two addresses, of a header, or of an address with more around it. */
const NO_ADDRESSES = [
  // Lists
  'alice@example.com, bob@example.com',
  'alice@example.com,bob@example.com',
  'alice@example.com;bob@example.com',
  'alice@example.com bob@example.com',
  'alice@example.com\tbob@example.com',
  'alice@example.com|bob@example.com',
  'alice@example.com%0abob@example.com,',
  ',alice@example.com',
  'alice@example.com,',
  'friends: alice@example.com, bob@example.com;',
  // Headers
  'alice@example.com\nBcc: bob@example.com',
  'alice@example.com\r\nBcc: bob@example.com',
  'alice@example.com\rBcc: bob@example.com',
  'alice@example.com\u2028Bcc: bob@example.com',
  'alice\r\n@example.com',
  'alice@exam\r\nple.com',
  '"alice\r\nBcc: bob@example.com"@example.com',
  '"alice\\\r\nBcc: bob@example.com"@example.com',
  // Names and comments
  '<alice@example.com>',
  'Alice <alice@example.com>',
  '"Alice" <alice@example.com>',
  '<bob@example.com> alice@example.com',
  'alice@example.com <bob@example.com>',
  'alice(comment)@example.com',
  'alice@example.com(comment)',
  'alice@(comment)example.com',
  '@bob.example.com:alice@example.com',
  'mailto:alice@example.com?cc=bob@example.com',
  // Letters that look like those of an address, or become them
  'alice\uff20example.com',
  'alice@example\uff0ccom',
  '\u0430lice@example.com',
  '\u017flice@example.com',
  'alice@example.com\u0000',
  'alice@\u0000example.com',
];

let twins: Twins;
beforeAll(async () => {
  twins = await Twins.start(OPTIONS);
});
afterAll(() => twins.close());

const reset = (email: string): Promise<Told> =>
  twins.ask({
    method: 'POST',
    path: 'password/reset/',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email }),
  });

/** Whom the mails since the start went to. */
const recipients = async (application: TestApplication): Promise<string[]> =>
  (await application.mails()).map(({ to }) => to);

describe.each(FIELDS.filter(({ kind }) => kind === 'address'))('$where', ({ endpoint, field }) => {
  it.each(NO_ADDRESSES)('is not %j', async (address) => {
    const texts = address.includes('\0') ? ['Null characters are not allowed.'] : [];
    const told = [400, { [field]: [...texts, 'Enter a valid email address.'] }];
    expect([
      await twins.ask(withJson(endpoint, field, JSON.stringify(address))),
      await twins.ask(withForm(endpoint, field, encodeURIComponent(address))),
    ]).toEqual([told, told]);
  });
});

describe('an address that is made of two', () => {
  it('is none, whatever stands between them, and nobody is mailed', async () => {
    const between = fc
      .string({ unit: 'binary', minLength: 1, maxLength: 4 })
      .filter((text) => !/^[-\w.!#$%&'*+/=?^`{|}~]*$/.test(text));
    await fc.assert(
      fc.asyncProperty(between, async (text) => {
        const [status] = await reset(`alice@example.com${text}bob@example.com`);
        expect(status).toBe(400);
      }),
      { seed, numRuns: runs(60) },
    );
    expect(await recipients(twins.one)).toEqual(['alice@example.com', 'alice@second.example.com']);
  });
});

describe('a reset', () => {
  it('goes to the stored address alone, however it was typed', async () => {
    const stored = 'alice@example.com';
    const capitals = fc.array(fc.boolean(), { minLength: stored.length, maxLength: stored.length });
    await fc.assert(
      fc.asyncProperty(capitals, async (are) => {
        await twins.startOver();
        const typed = [...stored].map((letter, index) => (are[index] ? letter.toUpperCase() : letter)).join('');
        expect(await reset(typed)).toEqual(RESET_SENT);
        expect((await recipients(twins.one)).slice(2)).toEqual([stored]);
      }),
      { seed, numRuns: runs(8) },
    );
  });

  // CVE-2019-19844: each of them becomes the stored address in some case mapping or Unicode form.
  it.each([
    ['mike@example.com', 'm\u0131ke@example.com'],
    ['mike@example.com', 'mi\u212ae@example.com'],
    ['mike@example.com', '\uff4d\uff49\uff4b\uff45@example.com'],
    ['mike@example.com', 'mike@ex\uff41mple.com'],
    ['mike@\u00fcmlaut.example', 'mike@u\u0308mlaut.example'],
    ['mike@office.example', 'mike@o\ufb03ce.example'],
    ['mike@strasse.example', 'mike@stra\u00dfe.example'],
    ['mike@istanbul.example', 'mike@\u0130stanbul.example'],
    ['mike@istanbul.example', 'mike@\u0131stanbul.example'],
  ])('of %s is mailed to nobody for %j', async (stored, typed) => {
    await twins.startOver();
    await twins.each((application) => addUser(application, { username: 'mike', email: stored }));
    expect([RESET_SENT, NO_ADDRESS]).toContainEqual(await reset(typed));
    expect((await recipients(twins.one)).slice(2)).toEqual([]);
  });

  it('is mailed to the stored address where the Kelvin sign stands for a K, which names the same host', async () => {
    await twins.startOver();
    await twins.each((application) => addUser(application, { username: 'mike', email: 'mike@kelvin.example' }));
    expect(await reset('mike@\u212aelvin.example')).toEqual(RESET_SENT);
    expect((await recipients(twins.one)).slice(2)).toEqual(['mike@kelvin.example']);
  });
});

describe('an address that is good', () => {
  it.each([
    ['Bob@Example.COM', 'bob@example.com'],
    ['"bob,or;<robert>@home"@example.com', '"bob,or;<robert>@home"@example.com'],
    ['"\\\\"@example.com', '"\\\\"@example.com'],
    ["o'bob+tag!#$%&*/=?^_`{|}~-@example.com", "o'bob+tag!#$%&*/=?^_`{|}~-@example.com"],
    ['bob@M\u00dcNCHEN.example', 'bob@m\u00fcnchen.example'],
    ['bob@[127.0.0.1]', 'bob@[127.0.0.1]'],
    ['bob@[FE80::1]', 'bob@[fe80::1]'],
    ['bob@LocalHost', 'bob@localhost'],
  ])('is kept whole and in small letters, and is one recipient: %s', async (typed, kept) => {
    await twins.startOver();
    const [status] = await twins.ask({
      method: 'POST',
      path: 'registration/',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username: 'bob', email: typed, password1: PASSWORD, password2: PASSWORD }),
    });
    expect(status).toBe(201);
    const { dataSource } = twins.one;
    expect(await dataSource.query("SELECT email FROM app_user WHERE username = 'bob'")).toEqual([{ email: kept }]);
    expect((await recipients(twins.one)).slice(2)).toEqual([kept]);
  });
});
