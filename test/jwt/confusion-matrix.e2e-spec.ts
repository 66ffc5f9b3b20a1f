import fc from 'fast-check';

import { addUser } from '../support/accounts.js';
import { API } from '../support/client.js';
import { runs, testSeed } from '../support/seed.js';
import { startApplication, type TestApplication } from '../support/test-application.js';
import {
  ALGORITHMS,
  type Case,
  DEFAULT,
  KEYS,
  KIDS,
  namesOf,
  problemOf,
  TAMPERS,
  TIMES,
  tokenOf,
  TYPES,
} from './confusions.js';

const seed = testSeed(import.meta.url);

const ALICE = { pk: 1, username: 'alice', email: 'alice@example.com', first_name: '', last_name: '' };
const invalid = { detail: 'Token is invalid or expired', code: 'token_not_valid' };
const noAccess = (problem: string) => ({
  detail: 'Given token not valid for any token type',
  code: 'token_not_valid',
  messages: [{ token_class: 'AccessToken', token_type: 'access', message: problem }],
});
const blank = (field: string) => [400, { [field]: ['This field may not be blank.'] }] as const;
const json = (body: object) => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify(body),
});
const TWO_VALUES = {
  detail: 'Authorization header must contain two space-delimited values',
  code: 'bad_authorization_header',
};

/** Where a token is presented: how, which types are good there, what a good and a bad one get, and an empty one where it is told apart. */
const PLACES = {
  'user/ by header': {
    path: 'user/',
    send: (token: string): RequestInit => ({ headers: { Authorization: `Bearer ${token}` } }),
    types: ['access'] as const,
    good: ALICE,
    bad: noAccess,
    empty: [401, TWO_VALUES],
  },
  'user/ by cookie': {
    path: 'user/',
    send: (token: string): RequestInit => ({ headers: { Cookie: `access=${token}` } }),
    types: ['access'] as const,
    good: ALICE,
    bad: noAccess,
    empty: null,
  },
  'token/verify/': {
    path: 'token/verify/',
    send: (token: string): RequestInit => json({ token }),
    types: ['access', 'refresh'] as const,
    good: {},
    bad: () => invalid,
    empty: blank('token'),
  },
  'token/refresh/ by body': {
    path: 'token/refresh/',
    send: (token: string): RequestInit => json({ refresh: token }),
    types: ['refresh'] as const,
    good: { access: expect.any(String), access_expiration: expect.any(String) },
    bad: () => invalid,
    empty: blank('refresh'),
  },
  'token/refresh/ by cookie': {
    path: 'token/refresh/',
    send: (token: string): RequestInit => ({ method: 'POST', headers: { Cookie: `refresh=${token}` } }),
    types: ['refresh'] as const,
    good: { access: expect.any(String), access_expiration: expect.any(String) },
    bad: () => invalid,
    empty: null,
  },
  'logout/ by body': {
    path: 'logout/',
    send: (token: string): RequestInit => json({ refresh: token }),
    types: ['refresh'] as const,
    good: { detail: 'Successfully logged out.' },
    bad: (problem: string) => ({ detail: problem }),
    empty: null,
  },
};

type PlaceName = keyof typeof PLACES;

function answerTo(one: Case, placeName: PlaceName): readonly unknown[] {
  const { empty, types, good, bad } = PLACES[placeName];
  if (one.tamper === 'empty' && empty) return empty;
  const problem = problemOf(one, types);
  return problem === null ? [200, good] : [401, bad(problem)];
}

const PLAIN = { key: DEFAULT, algorithm: 'right', kid: 'none', tamper: 'no', time: 'fresh' } as const;
const ALL = {
  types: TYPES,
  algorithms: namesOf(ALGORITHMS),
  kids: namesOf(KIDS),
  tampers: namesOf(TAMPERS),
  times: namesOf(TIMES),
};

const SOME_TIMES = ['fresh', 'expired', 'exp missing', 'nbf ahead'] as const;

describe.each(namesOf(PLACES))('%s', (place) => {
  let application: TestApplication;
  beforeAll(async () => {
    application = await startApplication({
      database: 'sqlite',
      options: {
        credentials: { issue: ['jwt'] },
        jwt: {
          keys: KEYS.map(({ setting }) => setting),
          accessCookieName: 'access',
          refreshCookieName: 'refresh',
          httpOnly: false,
        },
      },
    });
    await addUser(application);
  });
  afterAll(() => application.close());

  /** Asks each and compares all at once. */
  async function settle(cases: readonly Case[]): Promise<void> {
    const asked: unknown[] = [];
    const told: unknown[] = [];
    for (const one of cases) {
      const { path, send } = PLACES[place];
      const answer = await fetch(application.url + API + path, send(tokenOf(one, application.clock.now())));
      const name = [one.key.id, one.type, one.algorithm, one.kid, one.tamper, one.time].join(' · ');
      told.push([name, answer.status, await answer.json()]);
      asked.push([name, ...answerTo(one, place)]);
    }
    expect(told).toEqual(asked);
  }

  it.each(KEYS.map((key) => [key.algorithm, key] as const))('%s: each signature under each name of a key', (_, key) => {
    const [type] = PLACES[place].types;
    return settle(
      ALL.algorithms.flatMap((algorithm) => ALL.kids.map((kid) => ({ ...PLAIN, key, type, algorithm, kid }))),
    );
  });

  it.each(ALL.types)('type %s: each tampering at each time', (type) =>
    settle(
      ALL.tampers.flatMap((tamper) =>
        // What has been tampered with is no good at any time.
        (tamper === 'no' ? ALL.times : SOME_TIMES).map((time) => ({ ...PLAIN, type, tamper, time })),
      ),
    ),
  );

  it('each type under each signature and name', () =>
    settle(
      ALL.types.flatMap((type) =>
        ALL.algorithms.flatMap((algorithm) => ALL.kids.map((kid) => ({ ...PLAIN, type, algorithm, kid }))),
      ),
    ));

  it('whatever comes together', () =>
    settle(
      fc.sample(
        fc.record({
          key: fc.constantFrom(...KEYS),
          type: fc.constantFrom(...TYPES),
          // Most are right, so that what is wrong elsewhere is looked at.
          algorithm: fc.oneof(
            { weight: 3, arbitrary: fc.constant('right' as const) },
            fc.constantFrom(...ALL.algorithms),
          ),
          kid: fc.oneof({ weight: 3, arbitrary: fc.constant('right' as const) }, fc.constantFrom(...ALL.kids)),
          tamper: fc.oneof({ weight: 3, arbitrary: fc.constant('no' as const) }, fc.constantFrom(...ALL.tampers)),
          time: fc.constantFrom(...ALL.times),
        }),
        { seed, numRuns: runs(300) },
      ),
    ));
});
