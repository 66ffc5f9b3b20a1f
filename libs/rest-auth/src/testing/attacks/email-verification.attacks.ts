import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';

import { EmailAddressStore } from '../../accounts/emails/email-address.store.js';
import { emailKey } from '../../kernel/identifiers.js';
import { UnitOfWork } from '../../kernel/unit-of-work.js';
import { restAuthEntities } from '../../persistence/typeorm/entities.js';
import { TypeOrmUnitOfWork } from '../../persistence/typeorm/typeorm-unit-of-work.js';
import type { Answer } from './answer.js';
import type { AttackGroup } from './attack.js';
import type { AttackedSite } from './attacked-site.js';
import { assertThrottled } from './login.attacks.js';
import type { Person } from './person.js';
import { changesBetween } from './site-state.js';
import type { Visitor } from './visitor.js';

const OK = { detail: 'ok' };
const NOT_FOUND = { detail: 'Not found.' };

/** How long an address has to wait for another mail. */
const RESEND_SECONDS = 180;

export const EMAIL_VERIFICATION_ATTACKS: AttackGroup = {
  'VER-02': {
    title: 'A key that has expired',
    severity: 'high',
    attempt: async (site) => {
      const una = await addUna(site);
      const key = await askForKey(site, una);
      site.clock.advance(site.settings.email.verificationKeySeconds + 1);
      const answer = await site.unchangedBy(() => verify(site.visitor(), key));
      answer.equals(404, NOT_FOUND);
      assert.equal(await isVerified(site, una), false);
      // It was for its age alone.
      (await verify(site.visitor(), await askForKey(site, una))).equals(200, OK);
      assert.equal(await isVerified(site, una), true);
    },
  },

  'VER-03': {
    title: 'A key for the address from before its change',
    severity: 'critical',
    attempt: async (site) => {
      const una = await addUna(site);
      const key = await askForKey(site, una);
      const email = 'new@example.test';
      // What an administrator's page changes is the user…
      await site.change(una, { email });
      site.mayChange(una, 'emailKey');
      // …and the row of the address, where there is such a table.
      if (!(await moveAddress(site, una, email))) return;
      const answer = await site.unchangedBy(() => verify(site.visitor(), key));
      answer.equals(404, NOT_FOUND);
      assert.equal(await isVerified(site, { ...una, email }), false);
      (await verify(site.visitor(), await askForKey(site, { email }))).equals(200, OK);
      assert.equal(await isVerified(site, { ...una, email }), true);
      // The first mail went to somebody, too.
      await site.change(una, { email: una.email });
    },
  },

  'VER-04': {
    title: 'A key that is used while the address changes',
    severity: 'critical',
    attempt: async (site) => {
      const una = await addUna(site);
      const key = await askForKey(site, una);
      const victim = { ...una, email: 'victim@example.test' };
      let proven = 0;
      for (let round = 0; round < 200; round += 1) {
        const [isMoved, answer] = await Promise.all([
          // At any moment of the other request.
          setTimeout(round % 8).then(() => moveAddress(site, una, victim.email)),
          verify(site.visitor(), key),
        ]);
        if (!isMoved) return;
        // Whichever of the two is first decides; nothing else does.
        if (answer.is(200, 404).status === 404) answer.equals(404, NOT_FOUND);
        else proven += 1;
        assert.equal(await isVerified(site, victim), false, 'a key was to prove no address but its own');
        await moveAddress(site, victim, una.email);
      }
      // It was for the address alone that it was refused: where that is what it was, it is good.
      (await verify(site.visitor(), key)).equals(200, OK);
      assert.equal(await isVerified(site, una), true);
      const verified = site.events.filter((event) => event.type === 'email_verified');
      assert.deepEqual(
        verified.slice(0, proven).map(({ email }) => email),
        Array.from({ length: proven }, () => una.email),
      );
    },
  },

  'VER-05': {
    title: 'Somebody else’s key, used by who is logged in',
    severity: 'high',
    attempt: async (site) => {
      const una = await addUna(site);
      const mallory = await site.addPerson('mallory', { verified: false });
      const caller = await site.logIn(mallory);
      const key = await askForKey(site, una);
      const before = await site.state();
      const answer = await verify(caller, key);
      answer.equals(200, OK);
      assert.deepEqual([...answer.cookies], []);
      const changes = Object.values(changesBetween(before, await site.state()));
      assert.ok(
        changes.length <= 1 && changes.every(({ gone, new: added }) => gone.length === 1 && added.length === 1),
        'one row of one table was to change',
      );
      assert.equal(await isVerified(site, una), true);
      for (const { email } of [una, mallory]) assert.equal(await isVerified(site, { ...mallory, email }), false);
      assert.equal((await caller.get('user/')).is(200).member('username'), 'mallory');
    },
  },

  'VER-07': {
    title: 'No key at all, for the first row of the table',
    severity: 'high',
    attempt: async (site) => {
      const una = await addUna(site);
      await askForKey(site, una);
      const inputs: [body: object, text: string][] = [
        [{}, 'This field is required.'],
        [{ key: '' }, 'This field may not be blank.'],
        [{ key: null }, 'This field may not be null.'],
        [{ key: ' ' }, 'This field may not be blank.'],
        [{ key: [] }, 'Not a valid string.'],
        [{ key: {} }, 'Not a valid string.'],
        [{ key: false }, 'Not a valid string.'],
      ];
      for (const [body, text] of inputs) {
        const answer = await site.unchangedBy(() => site.visitor().post('registration/verify-email/', body));
        answer.equals(400, { key: [text] });
      }
      assert.equal(await isVerified(site, una), false);
    },
  },

  'VER-08': {
    title: 'A mail scanner that looks at the link',
    severity: 'medium',
    options: {
      links: {
        passwordReset: 'https://app.test/reset/{uid}/{token}/',
        emailVerification: 'https://app.test/confirm-email/{key}/',
      },
    },
    attempt: async (site) => {
      const una = await addUna(site);
      const key = await askForKey(site, una);
      const look = (method: string, path: string) => site.unchangedBy(() => site.visitor().send(method, path));
      (await look('GET', `registration/verify-email/?key=${key}`)).is(405, 404);
      (await look('HEAD', `registration/verify-email/?key=${key}`)).is(405, 404, 200);
      for (const method of ['GET', 'HEAD'])
        (await look(method, `registration/account-confirm-email/${key}/`)).is(200, 302, 404, 405);
      assert.equal(await isVerified(site, una), false);
      (await verify(site.visitor(), key)).equals(200, OK);
    },
  },

  'VER-09': {
    title: 'A mailbox that is flooded with keys',
    severity: 'medium',
    throttling: true,
    attempt: async (site) => {
      const una = await addUna(site);
      const asked = await resendAll(site, Array<string>(30).fill(una.email));
      asked[0]?.equals(200, OK);
      for (const answer of asked.slice(1)) assertThrottled(answer);
      assert.equal(await mailsTo(site, una), 1);
      site.clock.advance(RESEND_SECONDS - 1);
      assertThrottled(await resend(site.visitor(), una.email));
      site.clock.advance(1);
      (await resend(site.visitor(), una.email)).equals(200, OK);
      assert.equal(await mailsTo(site, una), 2);
      // Nor many mailboxes by one.
      site.clock.advance(RESEND_SECONDS);
      const others = await resendAll(
        site,
        Array.from({ length: 30 }, (_, index) => `u${String(index)}@example.test`),
      );
      const heard = others.filter(({ status }) => status !== 429);
      assert.ok(heard.length <= 20, `twenty requests were to be heard, and not ${String(heard.length)}`);
      for (const answer of heard) answer.equals(200, OK);
    },
  },

  'VER-10': {
    title: 'One mailbox in many spellings',
    severity: 'medium',
    throttling: true,
    attempt: async (site) => {
      const una = await addUna(site);
      const spellings = [una.email, una.email.toUpperCase(), ` ${una.email} `, una.email];
      for (const answer of await resendAll(site, spellings)) answer.is(200, 400, 429);
      assert.equal(await mailsTo(site, una), 1);
    },
  },

  'VER-13': {
    title: 'The key of somebody who is gone',
    severity: 'medium',
    attempt: async (site) => {
      const off = await site.addPerson('off', { verified: false });
      const offKey = await askForKey(site, off);
      await site.change(off, { isActive: false });
      const refused = await site.unchangedBy(() => verify(site.visitor(), offKey));
      refused.equals(404, NOT_FOUND);

      const gone = await site.addPerson('gone', { verified: false });
      const key = await askForKey(site, gone);
      await site.remove(gone);
      // Their name and address are free, and somebody else's now.
      const heir = await site.addPerson('gone', { verified: false });
      const answer = await site.unchangedBy(() => verify(site.visitor(), key));
      answer.equals(404, NOT_FOUND);
      assert.equal(await isVerified(site, heir), false);
    },
  },
};

/** Somebody who has not proven their address. */
function addUna(site: AttackedSite): Promise<Person> {
  return site.addPerson('una', { verified: false });
}

function verify(visitor: Visitor, key: string): Promise<Answer> {
  return visitor.post('registration/verify-email/', { key });
}

function resend(visitor: Visitor, email: string): Promise<Answer> {
  return visitor.post('registration/resend-email/', { email });
}

async function resendAll(site: AttackedSite, emails: readonly string[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const email of emails) answers.push(await resend(site.visitor(), email));
  return answers;
}

/** Has a key mailed, and reads the mail. */
async function askForKey(site: AttackedSite, { email }: Pick<Person, 'email'>): Promise<string> {
  (await resend(site.visitor(), email)).equals(200, OK);
  return site.verificationKey();
}

function isVerified(site: AttackedSite, { id, email }: Pick<Person, 'id' | 'email'>): Promise<boolean> {
  return site.instance.get(EmailAddressStore).isVerified(id, email);
}

async function mailsTo(site: AttackedSite, { email }: Person): Promise<number> {
  return (await site.mails()).filter(({ to }) => to === email).length;
}

/** Puts another address into the row of somebody's, unproven, as a host's page for it would. Answers false where no table is in reach. */
async function moveAddress({ instance }: AttackedSite, { id, email: former }: Person, email: string): Promise<boolean> {
  const work = instance.get(UnitOfWork);
  if (!(work instanceof TypeOrmUnitOfWork)) return false;
  const { user, tables } = instance.structure;
  const { emailAddress } = restAuthEntities(user, tables);
  const metadata = work.manager.dataSource.getMetadata(emailAddress);
  // The tables of a Django site have no keys.
  const keys = metadata.findColumnWithPropertyName('emailKey') && { emailKey: emailKey(email), verifiedKey: null };
  const { affected } = await work.write((manager) =>
    manager.getRepository(emailAddress).update({ userId: id, email: former }, { email, verified: false, ...keys }),
  );
  assert.notEqual(affected, 0, 'there was to be a row of that address');
  return true;
}
