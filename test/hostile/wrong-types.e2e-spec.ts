import fc from 'fast-check';

import { runs, testSeed } from '../support/seed.js';
import { Twins } from '../support/twins.js';
import { isInShape } from './contract.js';
import { type Endpoint, ENDPOINTS, FIELDS, NOT_A_TEXT, OPTIONS, to, withJson } from './endpoints.js';

const seed = testSeed(import.meta.url);

/** None of them is a text, nor a number that could be read as one. */
const NO_TEXTS = {
  true: 'true',
  false: 'false',
  'an empty list': '[]',
  'a list of its good value': '["alice"]',
  'lists in lists': '[[[["alice"]]]]',
  'an empty object': '{}',
  'an object': '{"alice":"alice"}',
  'objects in objects': '{"a":{"b":{"c":{"d":"alice"}}}}',
  'an object that looks like a text': '{"length":5,"toString":"alice","valueOf":1}',
  'an object that looks like a query': '{"$ne":null,"$gt":""}',
  'an object that looks like an operator of the ORM': '{"_type":"not","_value":"alice","@instanceof":"FindOperator"}',
  'a whole number that cannot be held': '9007199254740993',
  'a number of a thousand digits': '9'.repeat(1000),
  'a number beyond all': '1e400',
  'a number below all': '-1e400',
};

let twins: Twins;
beforeAll(async () => {
  twins = await Twins.start(OPTIONS);
});
afterAll(() => twins.close());

describe('the bodies that the tests begin with', () => {
  it.each(ENDPOINTS.map((endpoint) => [endpoint]))('are good: $method $path', async (endpoint: Endpoint) => {
    const [status] = await twins.ask(to(endpoint, (secrets) => JSON.stringify(endpoint.good(secrets))));
    expect([200, 201]).toContain(status);
  });
});

describe.each(FIELDS)('$where', ({ endpoint, field, kind }) => {
  it.each(Object.entries(NO_TEXTS))('is not %s', async (_, json) => {
    expect(await twins.ask(withJson(endpoint, field, json))).toEqual([400, { [field]: [NOT_A_TEXT[kind]] }]);
  });

  it('is not null', async () => {
    expect(await twins.ask(withJson(endpoint, field, 'null'))).toEqual([
      400,
      { [field]: ['This field may not be null.'] },
    ]);
  });
});

describe('a number in the place of a text', () => {
  const names = ENDPOINTS.filter(({ path, fields }) => 'username' in fields && path !== 'login/');

  it.each(names.map((endpoint) => [endpoint]))('is kept as it was written: $method $path', async (endpoint) => {
    await fc.assert(
      fc.asyncProperty(fc.maxSafeNat(), async (number) => {
        await twins.startOver();
        const [status] = await twins.ask(withJson(endpoint, 'username', String(number)));
        expect([200, 201]).toContain(status);
        const kept = await twins.one.dataSource.query('SELECT username, username_key FROM app_user ORDER BY id DESC');
        expect(kept[0]).toEqual({ username: String(number), username_key: String(number) });
      }),
      { seed, numRuns: runs(8) },
    );
  });
});

describe('any JSON in any field', () => {
  it('is taken, or refused in the contract’s shape with nothing changed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...FIELDS),
        fc.jsonValue({ maxDepth: 6 }),
        async ({ endpoint, field }, value) => {
          const [status, body] = await twins.ask(withJson(endpoint, field, JSON.stringify(value)));
          if (status < 300) expect(['string', 'number']).toContain(typeof value);
          else expect([status, isInShape(body)]).toEqual([status === 404 ? 404 : 400, true]);
        },
      ),
      { seed, numRuns: runs(80) },
    );
  });

  it('may be the whole body, too', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...ENDPOINTS), fc.jsonValue({ maxDepth: 6 }), async (endpoint, value) => {
        const [status, body] = await twins.ask(to(endpoint, JSON.stringify(value)));
        const asksForNothing = endpoint.method === 'PATCH' || endpoint.path === 'registration/resend-email/';
        if (status !== 200 || !asksForNothing) expect([status, isInShape(body)]).toEqual([400, true]);
      }),
      { seed, numRuns: runs(50) },
    );
  });
});
