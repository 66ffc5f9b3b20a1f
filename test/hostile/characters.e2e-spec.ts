import fc from 'fast-check';

import { runs, testSeed } from '../support/seed.js';
import { databasesForAnswers } from '../support/test-database.js';
import { Twins } from '../support/twins.js';
import { isInShape } from './contract.js';
import { ENDPOINTS, FIELDS, NOT_A_TEXT, OPTIONS, to, withForm, withJson } from './endpoints.js';

const seed = testSeed(import.meta.url);

const NUL = 'Null characters are not allowed.';
const surrogate = (codePoint: string) => `Surrogate characters are not allowed: U+${codePoint}.`;

// A NUL is an error of PostgreSQL's, a lone surrogate is one of every driver's, and each database has its own idea of the rest.
describe.each(databasesForAnswers())('on %s', (database) => {
  let twins: Twins;
  beforeAll(async () => {
    twins = await Twins.start(OPTIONS, { database });
  });
  afterAll(() => twins.close());

  it.each(FIELDS)('$where holds no NUL and no half of a character', async ({ endpoint, field, kind }) => {
    const told = (...texts: string[]) => [
      400,
      { [field]: kind === 'address' ? [...texts, NOT_A_TEXT.address] : texts },
    ];
    expect([
      await twins.ask(withJson(endpoint, field, '"a\\u0000b"')),
      await twins.ask(withJson(endpoint, field, '"\\u0000"')),
      await twins.ask(withForm(endpoint, field, 'a%00b')),
      await twins.ask(withJson(endpoint, field, '"a\\ud800b"')),
      await twins.ask(withJson(endpoint, field, '"\\udfff\\ud800"')),
      await twins.ask(withJson(endpoint, field, '"\\udc00\\u0000"')),
    ]).toEqual([
      told(NUL),
      told(NUL),
      told(NUL),
      told(surrogate('D800')),
      told(surrogate('DFFF')),
      told(NUL, surrogate('DC00')),
    ]);
  });

  it('any text in any field is taken, or refused in the contract’s shape', async () => {
    // Whole characters of every plane, controls and noncharacters with them.
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 200 });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...FIELDS), text, fc.boolean(), async ({ endpoint, field }, value, asForm) => {
        const question = asForm
          ? withForm(endpoint, field, encodeURIComponent(value))
          : withJson(endpoint, field, JSON.stringify(value));
        const [status, body] = await twins.ask(question);
        const known = endpoint.path.includes('verify') || endpoint.path.includes('confirm-email') ? [400, 404] : [400];
        if (status >= 300) expect([known.includes(status), isInShape(body)]).toEqual([true, true]);
      }),
      { seed, numRuns: runs(50) },
    );
  });

  it('keeps a name as it is written, but for blanks at its ends', async () => {
    const [put] = ENDPOINTS.filter(({ method }) => method === 'PUT');
    // Letters outside of the first plane are two units each, and one character.
    const names = [
      '\u{1d504}'.repeat(150),
      'a\r\nb',
      '\u{202e}evil',
      "'; DROP TABLE app_user; --",
      '\\',
      '\u{ffff}',
      '%00',
    ];
    for (const first_name of names) {
      if (put) {
        const question = to(put, JSON.stringify({ username: 'alice', first_name: ` \u{85}${first_name}\u{3000}` }));
        expect(await twins.ask(question)).toMatchObject([200, { first_name }]);
      }
    }
  });

  it.each([
    ['below every number of a row', '-3000000000'],
    ['below zero', '-1'],
    ['above every number of a row', '3000000000'],
    ['above every number', '9'.repeat(400)],
    ['in a row’s number of another form', '0x1'],
    ['with a fraction', '1.5'],
    ['of nothing', ''],
    ['of a word', 'constructor'],
    ['with a NUL', '1\0'],
  ])('knows no verification key %s', async (_, id) => {
    const key = `${Buffer.from(id).toString('base64url') || '-'}:zzzzzzzzz:${'0'.repeat(64)}`;
    for (const endpoint of ENDPOINTS.filter(({ fields }) => 'key' in fields)) {
      expect(await twins.ask(to(endpoint, JSON.stringify({ key })))).toEqual([404, { detail: 'Not found.' }]);
    }
  });

  it('knows no reset whose uid is another’s, however it is written', async () => {
    const [confirm] = ENDPOINTS.filter(({ fields }) => 'uid' in fields);
    for (const uid of ['0', '-1', 'zzzzzzzzzzzzzzzz', '__proto__', '9'.repeat(1000), '\u{130}', '%']) {
      if (confirm) {
        expect(await twins.ask(withJson(confirm, 'uid', JSON.stringify(uid)))).toEqual([
          400,
          { token: ['Invalid value'] },
        ]);
      }
    }
  });
});
