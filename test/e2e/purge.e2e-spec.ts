import { Purge } from 'nestjs-rest-auth';

import { addUser, askForReset, logIn, rowCounts } from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Client } from '../support/client.js';
import { StatementLog } from '../support/statement-log.js';
import type { TestApplication } from '../support/test-application.js';
import { databases } from '../support/test-database.js';

const DAY = 24 * 60 * 60;

const purge = ({ app }: TestApplication) => app.get(Purge, { strict: false });

/** Two resets are asked for: one of them for an address that nobody has. */
async function askForResets(application: TestApplication): Promise<void> {
  await askForReset(application);
  await new Client(application).post('password/reset/', { email: 'nobody@example.com' });
  await application.mails();
}

describe.each(databases())('the purge on %s', (database) => {
  const start = applicationsOn(database);

  it('takes away tokens and sessions once they have not been used for too long, and leaves what is alive', async () => {
    const application = await start();
    await addUser(application);
    await logIn(application);
    await logIn(application);
    application.clock.advance(14 * DAY - 1);
    const key = await logIn(application);
    const early = await purge(application).run();
    application.clock.advance(1);
    const due = await purge(application).run();
    const { token, session } = await rowCounts(application);
    const alive = await new Client(application).as(key).get('user/');
    expect([early, due, { token, session }, alive.status]).toEqual([
      { token: 0, session: 0, passwordReset: 0, loginFailure: 0 },
      { token: 2, session: 2, passwordReset: 0, loginFailure: 0 },
      { token: 1, session: 1 },
      200,
    ]);
  });

  it('leaves a credential that was made long ago and used since', async () => {
    const application = await start();
    await addUser(application);
    const client = new Client(application).as(await logIn(application));
    application.clock.advance(13 * DAY);
    await client.get('user/');
    application.clock.advance(13 * DAY);
    const counts = await purge(application).run();
    expect([counts, (await client.get('user/')).status]).toEqual([
      { token: 0, session: 1, passwordReset: 0, loginFailure: 0 },
      200,
    ]);
  });

  it('takes away resets that have expired, those that opened nothing among them', async () => {
    const application = await start();
    await addUser(application);
    await askForResets(application);
    application.clock.advance(1800);
    await askForResets(application);
    const early = await purge(application).run();
    application.clock.advance(1800);
    const due = await purge(application).run();
    const { passwordReset } = await rowCounts(application);
    expect([early, due, passwordReset]).toEqual([
      { token: 0, session: 0, passwordReset: 0, loginFailure: 0 },
      { token: 0, session: 0, passwordReset: 2, loginFailure: 0 },
      2,
    ]);
  });

  it('leaves the one token of each user, which has no end', async () => {
    const application = await start({ tokens: { perUser: true } });
    await addUser(application);
    const key = await logIn(application);
    application.clock.advance(400 * DAY);
    const counts = await purge(application).run();
    const reply = await new Client(application).as(key).get('user/');
    expect([counts, reply.status]).toEqual([{ token: 0, session: 1, passwordReset: 0, loginFailure: 0 }, 200]);
  });

  it('works in batches, each deleted by a statement of its own', async () => {
    const application = await start({ credentials: { issue: ['token'] } });
    await addUser(application);
    for (let login = 1; login <= 5; login += 1) await logIn(application);
    application.clock.advance(14 * DAY);
    const log = new StatementLog(application.dataSource);
    const counts = await purge(application).run({ batchSize: 2 });
    const deletions = log.end().filter((statement) => statement.startsWith('DELETE'));
    expect([counts, deletions.length]).toEqual([{ token: 5, passwordReset: 0, loginFailure: 0 }, 3]);
  });

  it('may run in several processes at the same time', async () => {
    const application = await start({ credentials: { issue: ['token'] } });
    await addUser(application);
    for (let login = 1; login <= 5; login += 1) await logIn(application);
    application.clock.advance(14 * DAY);
    await Promise.all([1, 2, 3].map((batchSize) => purge(application).run({ batchSize })));
    expect((await rowCounts(application))['token']).toBe(0);
  });

  it.each([0, -1, 1.5, NaN, 70_000])('refuses batches of %p rows', async (batchSize) => {
    const application = await start();
    await expect(purge(application).run({ batchSize })).rejects.toThrow(
      `\`batchSize\` is ${batchSize}: use a whole number from 1 to 10000.`,
    );
  });
});
