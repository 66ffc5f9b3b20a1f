import assert from 'node:assert/strict';

import { EmailAddressStore } from '../../accounts/emails/email-address.store.js';
import { UserStore } from '../../accounts/users/user.store.js';
import type { Answer } from './answer.js';
import type { AttackGroup } from './attack.js';
import type { AttackedSite } from './attacked-site.js';
import { RESET_SENT } from './password-reset.attacks.js';

const PASSWORD = 'Looking-glass-of-tomorrow7';
const HOUR = 3600;
const DAY = 24 * HOUR;

export const MAIL_ATTACKS: AttackGroup = {
  'MAI-01': {
    title: 'A registration while the mail server is down',
    severity: 'high',
    options: { email: { verification: 'optional' } },
    attempt: async (site) => {
      site.mailer.failure = smtpFailure('ECONNECTION', 'connect ECONNREFUSED 127.0.0.1:25');
      (await register(site, 'una')).is(201);
      const user = await site.instance.get<UserStore>(UserStore).findByUsername('una');
      assert.ok(user, 'the user was to be written');
      const addresses = site.instance.get(EmailAddressStore);
      const rows = await addresses.findByEmail('una@example.test', 5);
      assert.deepEqual(
        rows.map(({ userId, verified }) => ({ userId, verified })),
        [{ userId: user.id, verified: false }],
      );
      assert.equal(await site.loginStatus('una', PASSWORD), 200);
      // Nor does asking once more depend on it.
      (await site.visitor().post('registration/resend-email/', { email: user.email })).equals(200, { detail: 'ok' });
      assert.equal((await site.mails()).length, 0);

      site.mailer.failure = null;
      site.clock.advance(HOUR);
      assert.deepEqual(await recipients(site), ['una@example.test', 'una@example.test']);
      for (const [index, key] of (await site.verificationKeys()).entries()) {
        const answer = await site.visitor().post('registration/verify-email/', { key });
        answer.is(index === 0 ? 200 : 404);
      }
      assert.equal(await addresses.isVerified(user.id, user.email), true);
    },
  },

  'MAI-02': {
    title: 'A mail server that asks to be tried again',
    severity: 'high',
    options: { email: { verification: 'optional' } },
    attempt: async (site) => {
      site.mailer.failure = smtpFailure('EENVELOPE', '451 4.7.1 Greylisted, please try again', 451);
      (await register(site, 'una')).is(201);
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        assert.equal((await site.mails()).length, 0);
        site.clock.advance(60);
      }
      site.mailer.failure = null;
      assert.deepEqual(await recipients(site), ['una@example.test']);
      for (let hour = 0; hour < 24; hour += 1) {
        site.clock.advance(HOUR);
        assert.deepEqual(await recipients(site), ['una@example.test'], 'no mail was to go out twice');
      }
    },
  },

  'MAI-04': {
    title: 'A mailbox that is refused for good',
    severity: 'medium',
    options: { password: { resetTokenSeconds: HOUR } },
    attempt: async (site) => {
      const [alice, bob] = [await site.addAlice(), await site.addPerson('bob')];
      let refused = 0;
      const send = site.mailer.send.bind(site.mailer);
      site.mailer.send = (mail) => {
        if (mail.to !== alice.email) return send(mail);
        refused += 1;
        return Promise.reject(smtpFailure('EENVELOPE', `550 5.1.1 <${mail.to}>: no such user`, 550));
      };
      const errorsBefore = site.loggedErrors.length;
      for (const { email } of [alice, bob])
        (await site.visitor().post('password/reset/', { email })).equals(200, RESET_SENT);
      // One mail that cannot go does not hold the next one up.
      assert.deepEqual(await recipients(site), [bob.email]);
      for (let minutes = 0; minutes < 2 * 60; minutes += 1) {
        site.clock.advance(60);
        await site.mails();
      }
      const stoppedAt = refused;
      assert.ok(stoppedAt <= 20, `a refused mail was tried ${String(stoppedAt)} times`);
      for (let days = 0; days < 7; days += 1) {
        site.clock.advance(DAY);
        await site.mails();
      }
      assert.equal(refused, stoppedAt, 'a mail whose link is dead was to be given up');
      const errors = site.loggedErrors.slice(errorsBefore);
      assert.equal(errors.length, 1, `one error was to be logged, and not ${JSON.stringify(errors)}`);
      for (const line of site.logged) assert.ok(!line.includes(alice.email), 'no log was to name the mailbox');
      assert.deepEqual(await recipients(site), [bob.email]);
    },
  },
};

/** What nodemailer throws. */
export function smtpFailure(code: string, text: string, responseCode?: number): Error {
  return Object.assign(new Error(text), { code, ...(responseCode !== undefined && { responseCode }) });
}

function register(site: AttackedSite, username: string): Promise<Answer> {
  return site.visitor().post('registration/', {
    username,
    email: `${username}@example.test`,
    password1: PASSWORD,
    password2: PASSWORD,
  });
}

async function recipients(site: AttackedSite): Promise<string[]> {
  return (await site.mails()).map(({ to }) => to);
}
