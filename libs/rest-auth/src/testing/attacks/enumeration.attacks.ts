import assert from 'node:assert/strict';

import { EmailAddressStore } from '../../accounts/emails/email-address.store.js';
import { UserStore } from '../../accounts/users/user.store.js';
import type { Answer } from './answer.js';
import type { AttackGroup } from './attack.js';
import { EVERY_PROFILE } from './attack-needs.js';
import type { AttackedSite } from './attacked-site.js';
import { assertThrottled, REFUSED } from './login.attacks.js';
import { smtpFailure } from './mail.attacks.js';
import { RESET_SENT } from './password-reset.attacks.js';

const PASSWORD = 'Looking-glass-of-tomorrow7';
const NOBODY = 'nobody@example.test';
const DAY = 24 * 3600;

export const ENUMERATION_ATTACKS: AttackGroup = {
  'ENU-01': {
    title: 'Whom a refused login knows',
    severity: 'critical',
    profiles: EVERY_PROFILE,
    options: { login: { methods: ['username', 'email'] } },
    attempt: async (site) => {
      const alice = await site.addAlice();
      const names = [{ username: 'alice' }, { username: 'nobody' }, { email: alice.email }, { email: NOBODY }];
      const answers: Answer[] = [];
      for (const name of names)
        answers.push(await site.unchangedBy(() => site.visitor().post('login/', { ...name, password: 'wrong' })));
      answers[0]?.equals(400, REFUSED);
      assertAlike(answers);
    },
  },

  'ENU-05': {
    title: 'Whom a reset knows',
    severity: 'critical',
    attempt: async (site) => {
      const alice = await site.addAlice();
      const answers = [await askForReset(site, alice.email), await askForReset(site, NOBODY)];
      answers[0]?.equals(200, RESET_SENT);
      assertAlike(answers);
      assert.deepEqual(
        (await site.mails()).map(({ to }) => to),
        [alice.email],
      );
    },
  },

  'ENU-07': {
    title: 'Whom a reset knows while mailboxes are refused',
    severity: 'critical',
    attempt: async (site) => {
      const alice = await site.addAlice();
      const errorsBefore = site.loggedErrors.length;
      site.mailer.send = ({ to, text, html }) => {
        // Its token, or whatever else is as long.
        for (const [word] of `${text} ${html}`.matchAll(/[\w-]{20,}/g)) site.secret(word);
        return Promise.reject(smtpFailure('EENVELOPE', `550 5.7.1 <${to}> refused: ${text}`, 550));
      };
      const answers = [await askForReset(site, alice.email), await askForReset(site, NOBODY)];
      answers[0]?.equals(200, RESET_SENT);
      assertAlike(answers);
      for (let day = 0; day < 7; day += 1) {
        await site.mails();
        site.clock.advance(DAY);
      }
      await site.mails();
      const errors = site.loggedErrors.slice(errorsBefore);
      assert.equal(errors.length, 1, `the failure was to be logged once, and not as ${JSON.stringify(errors)}`);
    },
  },

  'ENU-09': {
    title: 'Whom a registration knows where addresses must be proven',
    severity: 'high',
    options: { email: { verification: 'mandatory', unique: true } },
    attempt: async (site) => {
      const alice = await site.addAlice();
      const answers = [
        await register(site, 'new-1', alice.email),
        await register(site, 'new-2', 'fresh@example.test'),
        await register(site, 'new-3', alice.email.toUpperCase()),
      ];
      answers[0]?.equals(201, { detail: 'Verification e-mail sent.' });
      assertAlike(answers);
      const users = site.instance.get<UserStore>(UserStore);
      const written = await Promise.all(['new-1', 'new-2', 'new-3'].map((name) => users.findByUsername(name)));
      assert.deepEqual(
        written.map((user) => user?.email),
        [undefined, 'fresh@example.test', undefined],
      );
      const keys = await site.verificationKeys();
      assert.equal(keys.length, 1, 'one key was to be mailed, to the new address');
      const notices = (await site.mails()).filter(({ to }) => to === alice.email);
      assert.equal(notices.length, 2, 'the owner of the address was to be told, each time');
      for (const { subject, text, html } of notices)
        assert.ok(!/[\w-]{32,}/.test(`${subject} ${text} ${html}`), 'no key was to be in it');
    },
  },

  'ENU-13': {
    title: 'Whom a throttled reset knows',
    severity: 'medium',
    throttling: true,
    behindProxy: true,
    attempt: async (site) => {
      const alice = await site.addAlice();
      // Each from an address of its own, so that only the mailbox counts; then all from one.
      for (const sender of [(index: number) => `198.51.100.${String(index + 1)}`, () => '203.0.113.1']) {
        const known = await askAgain(site, alice.email, sender);
        site.clock.advance(DAY);
        const unknown = await askAgain(site, NOBODY, sender);
        site.clock.advance(DAY);
        assert.deepEqual(
          unknown.map(({ status, body }) => [status, body]),
          known.map(({ status, body }) => [status, body]),
        );
        const first = known.findIndex(({ status }) => status === 429);
        assert.ok(first > 0 && first <= 20, 'so many mails to one address were to be too many');
        for (const answer of known.slice(first)) assertThrottled(answer);
      }
    },
  },

  'ENU-14': {
    title: 'Whom a login by a provider knows before the provider has spoken',
    severity: 'medium',
    attempt: async (site) => {
      const looks = lookUpsByAddress(site);
      const attempt = () => site.visitor().post('github/', { access_token: 'garbage', email: 'alice@example.test' });
      const before = await attempt();
      await site.addAlice();
      looks.count = 0;
      const after = await site.unchangedBy(attempt);
      after.equals(400, { non_field_errors: ['Incorrect value'] });
      assertAlike([before, after]);
      assert.equal(looks.count, 0, 'nobody was to be looked up for a token that says nothing');
      // Only whom the provider vouches for is looked for, and told.
      const access_token = site.provider.github.token({ id: 42, login: 'gina', email: 'alice@example.test' });
      const vouched = await site.unchangedBy(() => site.visitor().post('github/', { access_token }));
      vouched.equals(400, { non_field_errors: ['User is already registered with this e-mail address.'] });
      assert.notEqual(looks.count, 0, 'somebody was to be looked up for a token that says whose it is');
    },
  },

  'ENU-15': {
    title: 'Who has an unproven address',
    severity: 'medium',
    options: { email: { verification: 'mandatory' } },
    attempt: async (site) => {
      const una = await site.addPerson('una', { verified: false });
      const tryAs = (username: string, password: string) =>
        site.unchangedBy(() => site.visitor().post('login/', { username, password }));
      const answers = [await tryAs('una', 'wrong'), await tryAs('ghost', 'wrong')];
      answers[0]?.equals(400, REFUSED);
      assertAlike(answers);
      const right = await tryAs('una', una.password);
      right.equals(400, { non_field_errors: ['E-mail is not verified.'] });
      assert.deepEqual([...right.cookies], []);
    },
  },
};

/** Nothing tells the answers apart: not the status, not a header, not a byte. */
function assertAlike([first, ...others]: readonly Answer[]): void {
  for (const other of others) assert.deepEqual(other.lasting, first?.lasting);
}

function askForReset(site: AttackedSite, email: string): Promise<Answer> {
  return site.visitor().post('password/reset/', { email });
}

async function askAgain(site: AttackedSite, email: string, sender: (index: number) => string): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (let index = 0; index < 30; index += 1) {
    const visitor = site.visitor({ 'X-Forwarded-For': sender(index) });
    answers.push((await visitor.post('password/reset/', { email })).is(200, 429));
  }
  return answers;
}

function register(site: AttackedSite, username: string, email: string): Promise<Answer> {
  return site.visitor().post('registration/', { username, email, password1: PASSWORD, password2: PASSWORD });
}

/** How often somebody is looked up by an address, from now on. */
function lookUpsByAddress({ instance }: AttackedSite): { count: number } {
  const looks = { count: 0 };
  const users = instance.get<UserStore>(UserStore);
  const addresses = instance.get(EmailAddressStore);
  const [ofUsers, ofAddresses] = [users.findByEmail.bind(users), addresses.findByEmail.bind(addresses)];
  users.findByEmail = (...given) => {
    looks.count += 1;
    return ofUsers(...given);
  };
  addresses.findByEmail = (...given) => {
    looks.count += 1;
    return ofAddresses(...given);
  };
  return looks;
}
