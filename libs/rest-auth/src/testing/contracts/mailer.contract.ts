import assert from 'node:assert/strict';

import type { RenderedMail } from '../../mail/mail.js';
import type { Mailer } from '../../mail/mailer.js';
import { type Contract, contract, type Make } from './contract.js';

/** What the contract of a `Mailer` works with: the mailer, and whatever takes its mails. */
export interface MailerFixture {
  readonly mailer: Mailer;
  /** The mails that were taken so far, oldest first. */
  readonly taken: () => readonly RenderedMail[] | Promise<readonly RenderedMail[]>;
  /** Has whatever takes them take none, or all again. */
  readonly setWorking: (isWorking: boolean) => void | Promise<void>;
}

const MAIL: RenderedMail = {
  from: 'Accounts <accounts@app.example>',
  to: 'alice@example.com',
  subject: '[app.example] Grüße',
  text: 'Hello,\n\nfollow this link: http://app.test/reset/1/secret-token/\n',
  html: '<p>Hello, follow <a href="http://app.test/reset/1/secret-token/">this link</a>.</p>',
};

/** Hands mails to whatever delivers them. */
export function mailerContract(make: Make<MailerFixture>): Contract {
  return contract(make, {
    'hands a mail on as it is, before it says that it has': async ({ mailer, taken }) => {
      await mailer.send(MAIL);
      assert.deepEqual(await taken(), [MAIL]);
    },

    'hands on one mail after the other': async ({ mailer, taken }) => {
      for (const to of ['alice@example.com', 'bob@example.com']) await mailer.send({ ...MAIL, to });
      assert.deepEqual(
        (await taken()).map(({ to }) => to),
        ['alice@example.com', 'bob@example.com'],
      );
    },

    'throws when a mail is not taken, and hands on what comes later': async ({ mailer, taken, setWorking }) => {
      await setWorking(false);
      await assert.rejects(async () => mailer.send({ ...MAIL, to: 'lost@example.com' }));
      await setWorking(true);
      await mailer.send(MAIL);
      assert.deepEqual(await taken(), [MAIL]);
    },
  });
}
