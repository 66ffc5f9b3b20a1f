import assert from 'node:assert/strict';

import { foldName } from '../../kernel/text.js';
import type { Answer } from './answer.js';
import type { AttackGroup } from './attack.js';
import { EVERY_PROFILE } from './attack-needs.js';
import type { AttackedSite } from './attacked-site.js';
import type { Person } from './person.js';

export const REFUSED = { non_field_errors: ['Unable to log in with provided credentials.'] };

export const LOGIN_ATTACKS: AttackGroup = {
  'LGN-01': {
    title: 'Guessing at one account from one address',
    severity: 'critical',
    profiles: EVERY_PROFILE,
    throttling: true,
    attempt: async (site) => {
      const alice = await site.addAlice();
      const before = await site.stored(alice);
      const hashesBefore = site.hashesRun;
      const answers = await guess(site, alice, 40);
      const heard = answers.filter(({ status }) => status !== 429);
      assert.ok(heard.length <= 5, `five guesses were to be heard, and not ${String(heard.length)}`);
      for (const answer of heard) answer.equals(400, REFUSED);
      for (const answer of answers.slice(heard.length)) assertThrottled(answer);
      assert.equal(site.hashesRun - hashesBefore, heard.length, 'what is throttled was to hash nothing');
      assert.deepEqual(await site.stored(alice), before);
    },
  },

  'LGN-02': {
    title: 'Guessing at one account from many addresses',
    severity: 'critical',
    throttling: true,
    behindProxy: true,
    attempt: async (site) => {
      const alice = await site.addAlice();
      const answers = await guess(site, alice, 150, (index) => site.visitor(from(index)));
      const heard = answers.filter(({ status }) => status !== 429);
      // Of one address five are heard: more show that those addresses were told apart.
      assert.ok(heard.length > 5, 'the host was to believe its proxy');
      assert.ok(heard.length <= 100, `a hundred guesses at most were to be heard, and not ${String(heard.length)}`);
      // Nobody is locked out for good: a reset opens the account, and so does time.
      site.clock.advance(2 * 3600);
      (await site.visitor(from(999)).post('login/', alice)).is(200);
    },
  },

  'LGN-04': {
    title: 'A login of one’s own between guesses at another’s account',
    severity: 'high',
    throttling: true,
    attempt: async (site) => {
      const alice = await site.addAlice();
      const mallory = await site.addPerson('mallory');
      const first = await guess(site, alice, 4);
      await site.logIn(mallory);
      const then = await guess(site, alice, 20);
      const heard = [...first, ...then].filter(({ status }) => status === 400);
      assert.ok(heard.length <= 5, `five guesses were to be heard, and not ${String(heard.length)}`);
    },
  },

  'LGN-07': {
    title: 'What a throttled account tells of its password',
    severity: 'medium',
    throttling: true,
    attempt: async (site) => {
      const alice = await site.addAlice();
      await guess(site, alice, 12);
      const right = (await site.visitor().post('login/', alice)).is(429);
      const [wrong] = await guess(site, alice, 1);
      assert.deepEqual(right.lasting, wrong?.is(429).lasting);
    },
  },

  'LGN-08': {
    title: 'No password, for accounts with and without one',
    severity: 'high',
    attempt: async (site) => {
      await site.addAlice();
      await site.addPerson('nopass', { password: null });
      await site.addPerson('blank', { password: '', storedPassword: '' });
      const names = ['alice', 'nopass', 'blank'];
      const inputs: object[] = [
        {},
        { password: 'x' },
        { username: '', password: '' },
        { email: '', password: 'x' },
        { username: null, password: null },
        ...names.map((username) => ({ username })),
        ...names.flatMap((username) => ['', '!', ' '].map((password) => ({ username, password }))),
      ];
      for (const input of inputs) {
        const answer = await site.unchangedBy(() => site.visitor().post('login/', input));
        assert.deepEqual([...answer.is(400).cookies], []);
      }
    },
  },

  'LGN-09': {
    title: 'The stored hash as the password',
    severity: 'high',
    attempt: async (site) => {
      const alice = await site.addAlice();
      const { password } = await site.stored(alice);
      const answer = await site.unchangedBy(() => site.visitor().post('login/', { username: 'alice', password }));
      answer.equals(400, REFUSED);
    },
  },

  'LGN-10': {
    title: 'An account that is switched off',
    severity: 'high',
    attempt: async (site) => {
      const bob = await site.addPerson('bob', { isActive: false });
      const tryAs = (login: object) => site.unchangedBy(() => site.visitor().post('login/', login));
      const wrong = await tryAs({ username: 'bob', password: 'wrong' });
      const nobody = await tryAs({ username: 'ghost', password: 'wrong' });
      assert.deepEqual(wrong.is(400).lasting, nobody.is(400).lasting);
      (await tryAs(bob)).is(400);
    },
  },

  'LGN-12': {
    title: 'A name that is somebody else’s address',
    severity: 'medium',
    options: { login: { methods: ['username', 'email'] } },
    attempt: async (site) => {
      const alice = await site.addAlice();
      const password = 'of-mallory-alone-31';
      const visitor = site.visitor();
      const registered = await visitor.post('registration/', {
        username: alice.email,
        email: 'mallory@example.test',
        password1: password,
        password2: password,
      });
      // Django's rule has nothing against such a name; the host's own may.
      const { minLength, blacklist, validators } = site.settings.username;
      const isFree =
        alice.email.length >= minLength &&
        !blacklist.some((name) => foldName(name) === foldName(alice.email)) &&
        validators.every((validator) => validator(alice.email) === null);
      registered.is(isFree ? 201 : 400);
      (await visitor.post('login/', { email: alice.email, password })).equals(400, REFUSED);
      // In the place of a name, too, an address is looked up as one first.
      for (const name of [{ email: alice.email }, { username: alice.email }]) {
        const answer = await visitor.post('login/', { ...name, password: alice.password });
        assert.equal(answer.is(200).member('user.username'), 'alice');
      }
      // Whose name it is comes in by that, and as nobody else.
      const named = await visitor.post('login/', { username: alice.email, password });
      if (isFree) assert.equal(named.is(200).member('user.username'), alice.email);
      else named.equals(400, REFUSED);
    },
  },

  'LGN-13': {
    title: 'Two accounts with one address',
    severity: 'medium',
    options: { login: { methods: ['username', 'email'] } },
    attempt: async (site) => {
      const email = 'shared@example.test';
      const alice = await site.addAlice({ email });
      const bob = await site.addPerson('bob', { email, verified: false });
      const logIn = (address: string, password: string) => site.visitor().post('login/', { email: address, password });
      // Whoever has proven it has it alone…
      assert.equal((await logIn(email, alice.password)).is(200).member('user.username'), 'alice');
      (await logIn(email, bob.password)).equals(400, REFUSED);
      // …and where nobody has, the password tells who is meant.
      const unproven = 'unproven@example.test';
      const people = [
        await site.addPerson('carol', { email: unproven, verified: false }),
        await site.addPerson('dave', { email: unproven, verified: false }),
      ];
      for (const { username, password } of people)
        assert.equal((await logIn(unproven, password)).is(200).member('user.username'), username);
      (await logIn(unproven, 'wrong')).equals(400, REFUSED);
    },
  },

  'LGN-16': {
    title: 'A login over somebody else’s login in one browser',
    severity: 'medium',
    profiles: ['jwt-cookie', 'session'],
    attempt: async (site) => {
      const [alice, bob] = [await site.addAlice(), await site.addPerson('bob')];
      const browser = await site.logIn(alice);
      const before = new Map(browser.jar);
      (await browser.post('login/', bob)).is(200, 204);
      assert.equal((await browser.get('user/')).is(200).member('username'), 'bob');
      for (const name of [site.settings.sessions.cookieName, '__Host-access', '__Host-refresh']) {
        if (before.has(name)) assert.notEqual(browser.jar.get(name), before.get(name));
      }
    },
  },
};

/** Wrong passwords for somebody, one after the other. */
export async function guess(
  site: AttackedSite,
  { username }: Pick<Person, 'username'>,
  times: number,
  visitor = (_index: number) => site.visitor(),
): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let index = 0; index < times; index += 1) {
    const password = `wrong-${String(index)}`;
    answers.push((await visitor(index).post('login/', { username, password })).is(400, 429));
  }
  return answers;
}

/** What a proxy says of who asks. */
function from(index: number): Readonly<Record<string, string>> {
  return { 'X-Forwarded-For': `198.51.${String(Math.floor(index / 250))}.${String((index % 250) + 1)}` };
}

/** DRF's 429. */
export function assertThrottled(answer: Answer): void {
  answer.is(429);
  const seconds = Number(answer.header('retry-after'));
  assert.ok(Number.isInteger(seconds) && seconds > 0, 'Retry-After was to say when');
  const unit = seconds === 1 ? 'second' : 'seconds';
  answer.equals(429, { detail: `Request was throttled. Expected available in ${String(seconds)} ${unit}.` });
}
