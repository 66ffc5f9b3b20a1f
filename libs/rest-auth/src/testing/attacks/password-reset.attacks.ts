import assert from 'node:assert/strict';

import { EmailAddressStore } from '../../accounts/emails/email-address.store.js';
import { SocialAccountStore } from '../../accounts/social-accounts/social-account.store.js';
import type { Answer } from './answer.js';
import type { AttackGroup } from './attack.js';
import type { AttackedSite } from './attacked-site.js';
import { assertThrottled } from './login.attacks.js';
import type { Visitor } from './visitor.js';

export const RESET_SENT = { detail: 'Password reset e-mail has been sent.' };
export const RESET_DONE = { detail: 'Password has been reset with the new password.' };
export const RESET_REFUSED = { token: ['Invalid value'] };

const NEW_PASSWORD = 'Looking-glass-of-tomorrow7';

type ResetSecret = Awaited<ReturnType<AttackedSite['resetSecret']>>;

export const PASSWORD_RESET_ATTACKS: AttackGroup = {
  'RST-01': {
    title: 'A reset token used twice',
    severity: 'critical',
    attempt: async (site) => {
      const alice = await site.addAlice();
      const secret = await site.askForReset(alice);
      site.mayChange(alice, 'password');
      (await confirm(site.visitor(), secret)).equals(200, RESET_DONE);
      const again = await site.unchangedBy(() => confirm(site.visitor(), secret, 'Jabber-wocky-of-today3'));
      again.equals(400, RESET_REFUSED);
      assert.equal(await site.loginStatus('alice', NEW_PASSWORD), 200);
      assert.equal(await site.loginStatus('alice', 'Jabber-wocky-of-today3'), 400);
      assert.equal(await site.loginStatus('alice', alice.password), 400);
    },
  },

  'RST-04': {
    title: 'A reset token from before a change of address',
    severity: 'critical',
    attempt: async (site) => {
      const alice = await site.addAlice();
      const secret = await site.askForReset(alice);
      await site.change(alice, { email: 'new@example.test' });
      // The key that some entities keep beside it.
      site.mayChange(alice, 'emailKey');
      const answer = await site.unchangedBy(() => confirm(site.visitor(), secret));
      answer.equals(400, RESET_REFUSED);
      assert.equal(await site.loginStatus('alice', alice.password), 200);
    },
  },

  'RST-09': {
    title: 'A stranger who asks for a reset',
    severity: 'high',
    attempt: async (site) => {
      const alice = await site.addAlice();
      const caller = await site.logIn(alice);
      const before = await site.stored(alice);
      (await site.visitor().post('password/reset/', { email: alice.email })).equals(200, RESET_SENT);
      assert.deepEqual(await site.stored(alice), before);
      assert.equal((await caller.get('user/')).is(200).member('username'), 'alice');
      (await caller.post('token/refresh/', { refresh: caller.given('refresh') })).is(200);
      assert.equal(await site.loginStatus('alice', alice.password), 200);
    },
  },

  'RST-12': {
    title: 'Guessing at a reset token',
    severity: 'high',
    throttling: true,
    behindProxy: true,
    attempt: async (site) => {
      const alice = await site.addAlice();
      const secret = await site.askForReset(alice);
      const mallory = site.visitor({ 'X-Forwarded-For': '198.51.100.1' });
      const answers: Answer[] = [];
      for (let index = 0; index < 40; index += 1)
        answers.push(await confirm(mallory, { ...secret, token: `guess-${String(index)}` }));
      const heard = answers.filter(({ status }) => status !== 429);
      assert.ok(heard.length <= 20, `twenty guesses were to be heard, and not ${String(heard.length)}`);
      for (const answer of heard) answer.equals(400, RESET_REFUSED);
      for (const answer of answers.slice(heard.length)) assertThrottled(answer);
      site.mayChange(alice, 'password');
      const owner = site.visitor({ 'X-Forwarded-For': '203.0.113.1' });
      (await confirm(owner, secret)).equals(200, RESET_DONE);
    },
  },

  'RST-14': {
    title: 'A new password that will not do uses the token up',
    severity: 'medium',
    options: {
      password: {
        validators: ['userAttributeSimilarity', 'minimumLength', 'commonPassword', 'numericPassword'],
        minLength: 8,
        isBreached: null,
      },
    },
    attempt: async (site) => {
      const alice = await site.addAlice();
      const secret = await site.askForReset(alice);
      const refusals: [first: string, second: string, text: string][] = [
        ['password', 'password', 'This password is too common.'],
        ['alice-12', 'alice-12', 'The password is too similar to the username.'],
        ['Aaaa-1111-x', 'Bbbb', 'The two password fields didn’t match.'],
      ];
      for (const [first, second, text] of refusals) {
        const answer = await site.unchangedBy(() => confirm(site.visitor(), secret, first, second));
        answer.equals(400, { new_password2: [text] });
      }
      site.mayChange(alice, 'password');
      (await confirm(site.visitor(), secret)).equals(200, RESET_DONE);
      assert.equal(await site.loginStatus('alice', NEW_PASSWORD), 200);
    },
  },

  'RST-15': {
    title: 'A reset as a way in, or as a proof of the address',
    severity: 'medium',
    options: { email: { verification: 'optional' } },
    attempt: async (site) => {
      const alice = await site.addAlice({ verified: false });
      site.mayChange(alice, 'password');
      const visitor = site.visitor();
      const answer = await confirm(visitor, await site.askForReset(alice));
      answer.equals(200, RESET_DONE);
      assert.deepEqual([...answer.cookies], []);
      (await visitor.get('user/')).is(401, 403);
      assert.equal(await site.instance.get(EmailAddressStore).isVerified(alice.id, alice.email), false);
    },
  },

  'RST-16': {
    title: 'A reset for somebody who has no password, but an identity at a provider',
    severity: 'medium',
    attempt: async (site) => {
      const sam = await site.addPerson('sam', { password: null, social: { provider: 'github', uid: '1601' } });
      const eve = await site.addPerson('eve', {
        password: null,
        verified: false,
        social: { provider: 'github', uid: '1602' },
      });
      const identities = site.instance.get(SocialAccountStore);
      for (const { person, kept } of [
        { person: sam, kept: 1 },
        // Only the mailbox has shown whose account it is: whoever came by the identity may have made the address up, and stays outside.
        { person: eve, kept: 0 },
      ]) {
        const secret = await site.askForReset(person);
        assert.equal((await site.mails()).at(-1)?.to, person.email);
        assert.equal((await identities.listByUser(person.id)).length, 1, 'asking was to change nothing');
        site.mayChange(person, 'password');
        (await confirm(site.visitor(), secret)).equals(200, RESET_DONE);
        assert.equal(await site.loginStatus(person.username, NEW_PASSWORD), 200);
        assert.equal((await identities.listByUser(person.id)).length, kept);
      }
    },
  },

  'RST-19': {
    title: 'A mail scanner, a cache and a referrer at the link of a reset',
    severity: 'medium',
    attempt: async (site) => {
      const alice = await site.addAlice();
      const asked = (await site.visitor().post('password/reset/', { email: alice.email })).equals(200, RESET_SENT);
      assert.match(asked.header('cache-control'), /no-store/);
      assert.match(asked.header('referrer-policy'), /no-referrer/);
      const secret = await site.resetSecret();
      for (const path of [
        `password/reset/confirm/${secret.uid}/${secret.token}/`,
        `password/reset/confirm/?${new URLSearchParams(secret).toString()}`,
      ]) {
        for (const method of ['GET', 'HEAD']) {
          const page = await site.unchangedBy(() => site.visitor().send(method, path));
          // Where there is a page at all, what it leads on to must not learn of the token.
          if (page.is(404, 405, 200, 302).status < 400) assert.match(page.header('referrer-policy'), /no-referrer/);
          assert.ok(!page.header('location').includes(secret.token), 'no redirect was to pass the token on');
        }
      }
      site.mayChange(alice, 'password');
      (await confirm(site.visitor(), secret)).equals(200, RESET_DONE);
    },
  },

  'RST-21': {
    title: 'A thief who is still logged in when the owner resets the password',
    severity: 'medium',
    options: { notices: { passwordChanged: true } },
    attempt: async (site) => {
      const alice = await site.addAlice();
      const thief = await site.logIn(alice);
      const [secret, former] = [await site.askForReset(alice), await site.askForReset(alice)];
      const asked = (await site.mails()).length;
      site.mayChange(alice, 'password');
      (await confirm(site.visitor(), secret)).equals(200, RESET_DONE);
      (await thief.get('user/')).is(401);
      (await thief.post('token/refresh/', { refresh: thief.given('refresh') })).is(401);
      (await confirm(site.visitor(), former)).equals(400, RESET_REFUSED);
      assert.equal(await site.loginStatus('alice', alice.password), 400);
      assert.equal(await site.loginStatus('alice', NEW_PASSWORD), 200);
      // Its owner is told of it once, by what opens nothing.
      const told = (await site.mails()).slice(asked);
      assert.equal(told.length, 1, 'the owner was to be told once');
      for (const { to, subject, text, html } of told) {
        assert.equal(to, alice.email);
        const whole = `${subject} ${text} ${html}`;
        for (const opening of [NEW_PASSWORD, alice.password, secret.token, former.token])
          assert.ok(!whole.includes(opening), 'no mail about a change was to hold what opens the account');
      }
    },
  },
};

/** Sets a new password by what a mail carries. */
export function confirm(visitor: Visitor, secret: ResetSecret, first = NEW_PASSWORD, second = first): Promise<Answer> {
  return visitor.post('password/reset/confirm/', { ...secret, new_password1: first, new_password2: second });
}
