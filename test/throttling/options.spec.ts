import { readFileSync } from 'node:fs';

import { RestAuthModule, type RestAuthOptions, RestAuthSettings } from 'nestjs-rest-auth';

import { REQUIRED, restAuth, startHost } from '../support/host.js';

/** Anything, as it comes from JavaScript or a JSON file. */
function problems(throttling: unknown): readonly string[] {
  const options = { ...REQUIRED, throttling } as RestAuthOptions;
  try {
    RestAuthModule.forRoot(options);
    return [];
  } catch (error) {
    return String(error)
      .split('\n')
      .slice(1)
      .map((line) => line.replace(/^\s*\d+\. /, ''));
  }
}

const HINT = (none: string) =>
  `use so many in so long, as in "30/min" or "5/5min" (s, m, h or d, also as sec, min, hour, day; a year at most), or ${none} for none.`;

const client = { eval: () => Promise.resolve(null) };

// prettier-ignore
const WRONG: [unknown, ...string[]][] = [
  [true, '`throttling` is true or false: give it an object, or false for no limits at all.'],
  [null, '`throttling` is nothing: give it an object, or false for no limits at all.'],
  [{ rates: [] }, '`throttling.rates` is a list: give it an object, or false for none.'],
  [{ rates: { login: '30/fortnight' } }, `\`throttling.rates.login\` is "30/fortnight": ${HINT('false')}`],
  [{ rates: { login: 30 } }, `\`throttling.rates.login\` is a number: ${HINT('false')}`],
  [{ rates: { login: '0/min', others: '5/0s' } }, `\`throttling.rates.login\` is "0/min": ${HINT('false')}`, `\`throttling.rates.others\` is "5/0s": ${HINT('false')}`],
  [{ rates: { loginFailuresByAccount: '5/367d' } }, `\`throttling.rates.loginFailuresByAccount\` is "5/367d": ${HINT('false')}`],
  [{ sharedRate: 'often' }, `\`throttling.sharedRate\` is "often": ${HINT('null')}`],
  [{ redis: 'redis://127.0.0.1' }, '`throttling.redis` is a text: give it `{ client }`, or null for none.'],
  [{ redis: { client: {} } }, '`throttling.redis.client` has no `eval`: give it a client of `ioredis`.'],
  [{ redis: { client, prefix: 1 } }, '`throttling.redis.prefix` is a number: give it a text.'],
  [{ redis: { client, timeoutMilliseconds: 0 } }, '`throttling.redis.timeoutMilliseconds` is 0: use a number from 1 to 10000.'],
];

describe('`throttling`', () => {
  it('is on by default, with the rates that docs/throttling.md tells', async () => {
    const host = await startHost({ imports: [restAuth({ throttling: {} })] });
    const { throttling } = host.app.get(RestAuthSettings, { strict: false });
    await host.close();
    const page = readFileSync(new URL('../../docs/throttling.md', import.meta.url), 'utf8');
    const told = [...page.matchAll(/^\| (`.*?`) +\| `(.*?)` +\|/gm)].flatMap(([, names = '', rate = '']) =>
      [...names.matchAll(/`(\w+)`/g)].map(([, name = '']): [string, string] => [name, rate]),
    );
    expect(throttling).toEqual({ rates: Object.fromEntries(told), sharedRate: null, redis: null });
  });

  it.each(WRONG)('%j refuses to boot, with the remedy', (given, ...expected) => {
    expect(problems(given)).toEqual(expected);
  });

  it.each([{ rate: {} }, { rates: { logins: '1/min' } }, { redis: { client, url: '' } }])(
    '%j names an option that there is not',
    (given) => {
      expect(problems(given)).toEqual([expect.stringMatching(/^`throttling\..*` is no option/)]);
    },
  );

  it.each([
    undefined,
    false,
    {},
    { rates: false, sharedRate: '3/min' },
    { rates: { login: '5/5min', logout: '1/d', registration: '2/30sec', others: '10/hour', tokenVerify: undefined } },
    { sharedRate: null, redis: { client, prefix: 'accounts:', timeoutMilliseconds: 25 } },
  ])('%j boots', (given) => {
    expect(problems(given)).toEqual([]);
  });
});
