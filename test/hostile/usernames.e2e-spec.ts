import fc from 'fast-check';

import { addUser, PASSWORD } from '../support/accounts.js';
import { runs, testSeed } from '../support/seed.js';
import { databasesForAnswers } from '../support/test-database.js';
import { type Told, Twins } from '../support/twins.js';
import { OPTIONS } from './endpoints.js';

const seed = testSeed(import.meta.url);

const TAKEN: Told = [400, { username: ['A user with that username already exists.'] }];
const NOT_A_NAME: Told = [
  400,
  { username: ['Enter a valid username. This value may contain only letters, numbers, and @/./+/-/_ characters.'] },
];

/** What a name may be made of: Django's UnicodeUsernameValidator. */
const ALLOWED = /^[\p{L}\p{N}_.@+-]+$/u;

/** Other spellings of single letters, each of which folds to the same (UTS 36). */
const LOOK_ALIKES: Readonly<Record<string, readonly string[]>> = {
  k: ['K', '\u212a', '\uff4b', '\u{1d424}'],
  s: ['S', '\u017f', '\uff53', '\u{1d4fc}'],
  i: ['I', '\u0131', '\u2170', '\uff29', '\u{1d456}'],
  a: ['A', '\u00aa', '\uff21', '\u{1d4b6}'],
  '\u00e5': ['\u00c5', '\u212b'],
  '\u03c3': ['\u03a3', '\u03c2', '\u03f2'],
  '\u03c9': ['\u03a9', '\u2126'],
  '\u03bc': ['\u00b5', '\u039c'],
  '1': ['\u00b9', '\u2081', '\uff11', '\u{1d7cf}'],
  ss: ['\u00df', '\u1e9e', 'SS', '\u017f\u017f'],
  ff: ['\ufb00', 'FF'],
  ffi: ['\ufb03', 'F\ufb01'],
  fi: ['\ufb01', '\uff26\u0131'],
  st: ['\ufb06', '\ufb05', '\u017ft'],
  ij: ['\u0133', '\u0132', '\u0131J'],
  '\u01c6': ['\u01c4', '\u01c5'],
  '\u0565\u0582': ['\u0587', '\u0535\u0552'],
};

let twins: Twins;

const ask = (method: 'POST' | 'PATCH', path: string, body: object): Promise<Told> =>
  twins.askOn({
    method,
    path,
    asAlice: method === 'PATCH',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
const register = (username: string) =>
  ask('POST', 'registration/', { username, password1: PASSWORD, password2: PASSWORD });
const rename = (username: string) => ask('PATCH', 'user/', { username });

/** bob, under that name, and alice, who would like to have it. */
async function nameIsTaken(username: string): Promise<void> {
  await twins.startOver();
  await twins.each((application) => addUser(application, { username, email: 'bob@example.com' }));
}

describe.each(databasesForAnswers())('on %s', (database) => {
  beforeAll(async () => {
    twins = await Twins.start(OPTIONS, { database });
  });
  afterAll(() => twins.close());

  it.each(Object.entries(LOOK_ALIKES))('%s is taken in every spelling of its own', async (letters, others) => {
    await nameIsTaken(`x${letters}x`);
    for (const other of [letters, ...others]) {
      const name = `X${other}X`;
      expect({ name, told: [await register(name), await rename(name)] }).toEqual({ name, told: [TAKEN, TAKEN] });
    }
  });

  it('any name is taken in any letter case and any Unicode form', async () => {
    const name = fc
      .string({ unit: fc.oneof(fc.constantFrom(...Object.keys(LOOK_ALIKES)), letter()), minLength: 1, maxLength: 12 })
      .filter((text) => [...text].length <= 20);
    await fc.assert(
      fc.asyncProperty(name, fc.infiniteStream(fc.nat()), async (taken, choices) => {
        await nameIsTaken(taken);
        for (const variant of variantsOf(taken, choices)) {
          // A form that holds marks of its own is no name in the first place.
          const told = ALLOWED.test(variant) ? TAKEN : NOT_A_NAME;
          expect({ variant, told: [await register(variant), await rename(variant)] }).toEqual({
            variant,
            told: [told, told],
          });
        }
      }),
      { seed, numRuns: runs(8) },
    );
  });

  it('a name of somebody else’s is free, however near it is', async () => {
    await nameIsTaken('rene');
    for (const name of ['ren\u00e9', 'renee', 'r\u0435ne', '\u0433ene', 'rene1', '~rene', 'rene.']) {
      const [status] = await rename(name);
      expect([name, status]).toEqual([name, name.startsWith('~') ? 400 : 200]);
    }
  });
});

// Only with the Turkish dotted I are the small letters more characters than the capitals.
describe.each(databasesForAnswers())('a name that is kept in small letters on %s', (database) => {
  beforeAll(async () => {
    twins = await Twins.start({ ...OPTIONS, username: { preserveCase: false } }, { database });
    await twins.startOver();
  });
  afterAll(() => twins.close());

  it('has room for them', async () => {
    expect(await register('\u0130'.repeat(75))).toMatchObject([201, {}]);
    expect(await register('\u0130'.repeat(76))).toEqual([
      400,
      { username: ['Ensure this field has no more than 150 characters.'] },
    ]);
  });
});

/** One letter or digit of any script. */
function letter(): fc.Arbitrary<string> {
  return fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }).filter((text) => ALLOWED.test(text));
}

/** The same name in other forms: by Unicode's own rules, and letter by letter. */
function variantsOf(name: string, choices: Iterator<number>): Set<string> {
  const next = (count: number) => Number(choices.next().value) % count;
  const mixed = [...name]
    .map((character) => {
      const others = [character, character.toUpperCase(), ...(LOOK_ALIKES[character] ?? [])];
      return others[next(others.length)] ?? character;
    })
    .join('');
  const forms = (['NFC', 'NFD', 'NFKC', 'NFKD'] as const).map((form) => name.normalize(form));
  return new Set([name.toUpperCase(), name.toLowerCase(), mixed, ` ${mixed}\u3000`.trim(), ...forms]);
}
