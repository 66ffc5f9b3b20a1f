import fc from 'fast-check';

import { PASSWORD } from '../support/accounts.js';
import { runs, testSeed } from '../support/seed.js';
import { type Question, type Secrets, Twins } from '../support/twins.js';
import { isInShape } from './contract.js';
import { type Endpoint, ENDPOINTS, FIELDS, NOT_A_TEXT, OPTIONS, to } from './endpoints.js';

const seed = testSeed(import.meta.url);

const MULTIPART = 'multipart/form-data; boundary=edge';
const NO_MULTIPART = [400, { detail: 'Multipart form parse error - the body is not valid multipart' }];

let twins: Twins;
beforeAll(async () => {
  twins = await Twins.start(OPTIONS);
});
afterAll(() => twins.close());

const ask = (endpoint: Endpoint, body: Question['body'], type = MULTIPART) =>
  twins.ask(to(endpoint, body, { 'Content-Type': type }));

const part = (name: string, value: string, more = '') =>
  `--edge\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;

/** The endpoint's good body as multipart, with the part that is given in a field's place. */
const multipart =
  (endpoint: Endpoint, field: string, instead: string) =>
  (secrets: Secrets): string => {
    const others = Object.entries(endpoint.good(secrets)).filter(([name]) => name !== field);
    return [...others.map(([name, value]) => part(name, value)), instead, '--edge--\r\n'].join('');
  };

const LOGIN: Endpoint = {
  method: 'POST',
  path: 'login/',
  good: () => ({ username: 'alice', password: PASSWORD }),
  fields: { username: 'text', password: 'text' },
};

describe.each(ENDPOINTS.map((endpoint) => ({ where: `${endpoint.method} ${endpoint.path}`, endpoint })))(
  '$where',
  ({ endpoint }) => {
    it('survives a multipart body that breaks off in the middle of a file', async () => {
      const file = part('a', 'abc', '; filename="a"; more="x"');
      for (const end of [0, 2, 5, 20]) {
        expect(await ask(endpoint, file.slice(0, file.length - end))).toEqual(NO_MULTIPART);
      }
    });
  },
);

describe.each(FIELDS)('$where', ({ endpoint, field, kind }) => {
  it('is no file', async () => {
    for (const more of ['; filename="alice"', '; filename=""', '\r\nContent-Type: application/octet-stream']) {
      const file = part(field, 'alice', more);
      expect(await ask(endpoint, multipart(endpoint, field, file))).toEqual([400, { [field]: [NOT_A_TEXT[kind]] }]);
    }
  });
});

describe('a multipart body', () => {
  const whole = [
    'preamble\r\n',
    part('username', 'alice'),
    part('avatar', 'bytes', '; filename="a.png"\r\nContent-Type: image/png'),
    part('password', PASSWORD),
    part('more', 'bytes', '; filename="b.png"'),
    '--edge--\r\nepilogue',
  ].join('');

  it('may break off anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length), async (end) => {
        const [status, body] = await ask(LOGIN, whole.slice(0, end));
        if (status !== 200) expect([status, isInShape(body)]).toEqual([400, true]);
      }),
      { seed, numRuns: runs(50) },
    );
  });

  it('may be spoilt anywhere', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat(whole.length),
        fc.nat(20),
        fc.uint8Array({ maxLength: 20 }),
        async (start, gone, bytes) => {
          const spoilt = Buffer.concat([
            Buffer.from(whole.slice(0, start)),
            bytes,
            Buffer.from(whole.slice(start + gone)),
          ]);
          const [status, body] = await ask(LOGIN, spoilt);
          if (status !== 200) expect([status, isInShape(body)]).toEqual([400, true]);
        },
      ),
      { seed, numRuns: runs(60) },
    );
  });

  it.each(['', '; boundary', '; boundary=', '; boundary=""', '; boundary=";"', "; boundary*=utf-8''edge"])(
    'with the boundary "%s" has none',
    async (boundary) => {
      expect(await ask(LOGIN, whole, `multipart/form-data${boundary}`)).toEqual([
        400,
        { detail: 'Multipart form parse error - Invalid boundary in multipart: None' },
      ]);
    },
  );

  it.each(['base64', 'utf-16le', 'latin1', 'nonsense', '__proto__'])(
    'of parts in the charset %s is answered in the contract’s shape',
    async (charset) => {
      const odd = part('password', PASSWORD).replace(
        '\r\n\r\n',
        `\r\nContent-Type: text/plain; charset=${charset}\r\n\r\n`,
      );
      const [status, body] = await ask(LOGIN, `${part('username', 'alice')}${odd}--edge--\r\n`);
      if (status !== 200) expect([status, isInShape(body)]).toEqual([400, true]);
    },
  );
});
