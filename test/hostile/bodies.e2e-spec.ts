import fc from 'fast-check';
import { EnglishMessageCatalogue, type Message } from 'nestjs-rest-auth';

import { PASSWORD } from '../support/accounts.js';
import { runs, testSeed } from '../support/seed.js';
import { type Question, Twins } from '../support/twins.js';
import { isInShape } from './contract.js';
import { type Endpoint, ENDPOINTS, FIELDS, NOT_A_TEXT, OPTIONS, to, withForm, withJson } from './endpoints.js';

const seed = testSeed(import.meta.url);

const JSON_TYPE = 'application/json';
const FORM = 'application/x-www-form-urlencoded';
const MULTIPART = 'multipart/form-data; boundary=edge';

const TOO_LARGE = [413, { detail: 'Request body is too large.' }];
const NO_JSON = [400, { detail: 'JSON parse error - the body is not valid JSON' }];
const TOO_DEEP = [400, { detail: 'JSON parse error - nested deeper than 20 levels' }];
const NO_UTF8 = 'the body is not valid UTF-8';
const PART_OF_NO_UTF8 = '--edge\r\nContent-Disposition: form-data; name="a"\r\n\r\n\xff\r\n--edge--\r\n';

const NO_JSONS = [
  ...['{', '{"username":', '{} {}', '[1,]', "{'a':1}", 'alice', '   ', '\u{feff}\u{feff}{}', '\0', '{"a":\0}', '"\n"'],
  ...['NaN', 'Infinity', '-Infinity', 'undefined', '01', '.5', '0x10', '{"a":NaN}', '"\\x00"', '"\\u00"'],
];

let twins: Twins;
beforeAll(async () => {
  twins = await Twins.start(OPTIONS);
});
afterAll(() => twins.close());

/** Bytes of a type, for an endpoint. */
const ask = (endpoint: Endpoint, type: string, body: Question['body']) =>
  twins.ask(to(endpoint, body, { 'Content-Type': type }));

const LOGIN: Endpoint = {
  method: 'POST',
  path: 'login/',
  good: () => ({ username: 'alice', password: PASSWORD }),
  fields: { username: 'text', password: 'text' },
};

describe.each(ENDPOINTS.map((endpoint) => ({ where: `${endpoint.method} ${endpoint.path}`, endpoint })))(
  '$where',
  ({ endpoint }) => {
    it.each(NO_JSONS)('says of %j that it is no JSON', async (body) => {
      expect(await ask(endpoint, JSON_TYPE, body)).toEqual(NO_JSON);
    });

    it.each([
      ['[]', 'Invalid data. Expected a dictionary, but got list.'],
      ['[{"username":"alice"}]', 'Invalid data. Expected a dictionary, but got list.'],
      ['"alice"', 'Invalid data. Expected a dictionary, but got str.'],
      ['0', 'Invalid data. Expected a dictionary, but got int.'],
      ['1e999', 'Invalid data. Expected a dictionary, but got float.'],
      ['false', 'Invalid data. Expected a dictionary, but got bool.'],
      ['null', 'No data provided'],
    ])('says of %s that it is no object', async (body, text) => {
      expect(await ask(endpoint, JSON_TYPE, body)).toEqual([400, { non_field_errors: [text] }]);
    });

    it.each([
      ['text/plain', 'text/plain'],
      ['application/xml', 'application/xml'],
      ['application/json5', 'application/json5'],
      ['application/json, text/plain', 'application/json, text/plain'],
      ['application', 'application'],
      ['', ''],
      [';', ''],
      ['__proto__', '__proto__'],
      ['application/json; charset=utf-16', 'application/json; charset=utf-16'],
      ['application/json; charset=latin1', 'application/json; charset=latin1'],
      ['application/json; charset=', 'application/json; charset='],
      ['application/json; charset="utf-8\\""', 'application/json; charset="utf-8\\""'],
      [`${FORM}; charset=iso-8859-1`, `${FORM}; charset=iso-8859-1`],
    ])('does not take the type "%s"', async (type, told) => {
      expect(await ask(endpoint, type, (secrets) => JSON.stringify(endpoint.good(secrets)))).toEqual([
        415,
        { detail: `Unsupported media type "${told}" in request.` },
      ]);
    });

    it('takes an empty body of any type for an empty object', async () => {
      const empty = await ask(endpoint, JSON_TYPE, '{}');
      for (const type of [JSON_TYPE, FORM, MULTIPART, 'text/plain']) {
        expect({ type, told: await ask(endpoint, type, '') }).toEqual({ type, told: empty });
      }
    });

    it('takes a byte order mark for none of the text', async () => {
      const [status] = await ask(endpoint, JSON_TYPE, (secrets) => `\u{feff}${JSON.stringify(endpoint.good(secrets))}`);
      expect([200, 201]).toContain(status);
    });

    it('refuses bytes that are no UTF-8 in a field that it does not know', async () => {
      expect([
        await ask(endpoint, JSON_TYPE, Buffer.from('{"a":"\xff"}', 'latin1')),
        await ask(endpoint, JSON_TYPE, Buffer.from('{"a":"\xed\xa0\x80"}', 'latin1')),
        await ask(endpoint, FORM, Buffer.from('a=\xff', 'latin1')),
        await ask(endpoint, FORM, 'a=%ff'),
        await ask(endpoint, FORM, 'a=%ed%a0%80'),
        await ask(endpoint, FORM, '%c3=%a9'),
        await ask(endpoint, MULTIPART, Buffer.from(PART_OF_NO_UTF8, 'latin1')),
      ]).toEqual([
        ...Array.from({ length: 2 }, () => [400, { detail: `JSON parse error - ${NO_UTF8}` }]),
        ...Array.from({ length: 4 }, () => [400, { detail: `Form parse error - ${NO_UTF8}` }]),
        [400, { detail: `Multipart form parse error - ${NO_UTF8}` }],
      ]);
    });
  },
);

describe.each(FIELDS)('$where', ({ endpoint, field, kind }) => {
  it('is no text of a megabyte', async () => {
    const megabyte = 'x'.repeat(1_000_000);
    expect([
      await twins.ask(withJson(endpoint, field, JSON.stringify(megabyte))),
      await twins.ask(withForm(endpoint, field, megabyte)),
    ]).toEqual([TOO_LARGE, TOO_LARGE]);
  });

  it('is not nested ten thousand levels deep', async () => {
    expect([
      await twins.ask(withJson(endpoint, field, '['.repeat(10_000) + ']'.repeat(10_000))),
      await twins.ask(withJson(endpoint, field, '{"a":'.repeat(5_000) + '1' + '}'.repeat(5_000))),
    ]).toEqual([TOO_DEEP, TOO_DEEP]);
  });

  it('counts as it stands last, where it stands twice', async () => {
    const bad = withJson(endpoint, field, `"good",${JSON.stringify(field)}:[]`);
    expect(await twins.ask(bad)).toEqual([400, { [field]: [NOT_A_TEXT[kind]] }]);
    const [json] = await twins.ask(
      to(endpoint, (secrets) => {
        const good = JSON.stringify(endpoint.good(secrets));
        return `{${JSON.stringify(field)}:[],${good.slice(1)}`;
      }),
    );
    const [form] = await ask(endpoint, FORM, (secrets) => {
      const good = Object.entries(endpoint.good(secrets)).map(
        ([name, value]) => `${name}=${encodeURIComponent(value)}`,
      );
      return [`${field}=%00`, ...good].join('&');
    });
    expect([200, 201]).toContain(json);
    expect(form).toBe(json);
  });
});

describe('a body that is far too large', () => {
  class OwnWords extends EnglishMessageCatalogue {
    override text(message: Message): string {
      return message.code === 'body_too_large' ? 'Far too much.' : super.text(message);
    }
  }

  it('is told so in the words of the catalogue, though it is not read to its end', async () => {
    const strict = await Twins.start({
      ...OPTIONS,
      http: { bodyLimitBytes: 128 },
      ports: { messageCatalogue: OwnWords },
    });
    try {
      for (const endpoint of ENDPOINTS) {
        const question = to(endpoint, JSON.stringify({ a: 'x'.repeat(30_000) }));
        expect(await strict.ask(question)).toEqual([413, { detail: 'Far too much.' }]);
        if (endpoint.asAlice) {
          expect(await strict.ask({ ...question, asAlice: false })).toEqual([
            401,
            { detail: 'Authentication credentials were not provided.' },
          ]);
        }
      }
    } finally {
      await strict.close();
    }
  });
});

describe('any bytes', () => {
  it('of any type that is taken are answered in the contract’s shape', async () => {
    const types = fc.constantFrom(JSON_TYPE, FORM, MULTIPART);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...ENDPOINTS),
        types,
        fc.uint8Array({ minLength: 1 }),
        async (endpoint, type, bytes) => {
          const [status, body] = await ask(endpoint, type, Buffer.from(bytes));
          const asksForNothing = endpoint.method === 'PATCH' || endpoint.path === 'registration/resend-email/';
          if (status !== 200 || !asksForNothing) expect([status, isInShape(body)]).toEqual([400, true]);
        },
      ),
      { seed, numRuns: runs(60) },
    );
  });

  it('as the type itself are 415 or 400', async () => {
    // What a header may hold (RFC 9110 §5.5); Node refuses the rest by itself.
    const header = fc.string({ unit: fc.integer({ min: 0x20, max: 0x7e }).map((code) => String.fromCharCode(code)) });
    await fc.assert(
      fc.asyncProperty(header, async (type) => {
        const [status, body] = await ask(LOGIN, type, JSON.stringify({ username: 'alice', password: 'wrong' }));
        expect([[400, 415].includes(status), isInShape(body)]).toEqual([true, true]);
      }),
      { seed, numRuns: runs(50) },
    );
  });
});
