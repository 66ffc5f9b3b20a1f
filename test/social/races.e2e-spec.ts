import { restAuthEntities, UserStore } from 'nestjs-rest-auth';
import { FakeSocialProvider } from 'nestjs-rest-auth/testing';

import { addUser, logIn } from '../support/accounts.js';
import { Client, type Reply } from '../support/client.js';
import { QuickHasher } from '../support/quick-hasher.js';
import { runs } from '../support/seed.js';
import { socialOptions } from '../support/social-site.js';
import { startApplication, type TestApplication } from '../support/test-application.js';
import { type DatabaseName, databases, type TestDatabase, testDatabase } from '../support/test-database.js';
import { User } from '../support/test-user.js';

/** PostgreSQL is what most run on; the others must keep the same promise, and a few rounds tell. */
const ROUNDS: Record<DatabaseName, number> = { postgres: runs(10), mariadb: runs(4), sqlite: runs(2) };
const AT_ONCE = 10;

function atOnce<Result>(request: (index: number) => Promise<Result>): Promise<Result[]> {
  return Promise.all(Array.from({ length: AT_ONCE }, (_, index) => request(index)));
}

/** How often each status was given. */
function tally(replies: readonly Reply[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { status } of replies) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}

describe.each(databases())('social logins at once on two instances, on %s', (database) => {
  let shared: TestDatabase;
  let provider: FakeSocialProvider;
  let instances: [TestApplication, TestApplication];
  const rounds = Array.from({ length: ROUNDS[database] }, (_, round) => round + 1);

  // Each SQLite database in memory belongs to one connection: there, both names stand for one instance.
  beforeAll(async () => {
    provider = await FakeSocialProvider.start();
    shared = await testDatabase(database);
    const social = socialOptions(provider, { github: { scope: ['user:email'] } });
    const given = { options: { ...social, ports: { passwordHasher: QuickHasher } }, on: shared };
    const first = await startApplication(given);
    instances = [first, database === 'sqlite' ? first : await startApplication(given)];
  });
  afterAll(async () => {
    for (const application of new Set(instances)) await application.close();
    await shared.drop();
    await provider.stop();
  });

  const at = (index: number) => new Client(instances[index % 2 === 0 ? 0 : 1]);
  const countOf = (uid: string) => {
    const { socialAccount } = restAuthEntities(User);
    return instances[0].dataSource.getRepository<{ uid: string }>(socialAccount).countBy({ uid });
  };

  it.each(rounds)('make one user of one identity (%i)', async (round) => {
    const access_token = provider.github.token({
      id: 1000 + round,
      login: `one${round}`,
      email: `one${round}@example.com`,
    });
    const replies = await atOnce((index) => at(index).post('github/', { access_token }));
    expect(tally(replies)).toEqual({ 200: AT_ONCE });
    const users = await atOnce((index) => at(index).as(replies[index]?.body.key).get('user/'));
    expect(new Set(users.map(({ body }) => body.pk)).size).toBe(1);
    expect(await countOf(String(1000 + round))).toBe(1);
    expect(await instances[0].app.get(UserStore, { strict: false }).findByUsername(`one${round}`)).not.toBeNull();
  });

  it('give everybody another name, whatever they are called there', async () => {
    const replies = await atOnce((index) =>
      at(index).post('github/', { access_token: provider.github.token({ id: 2000 + index, login: 'same' }) }),
    );
    expect(tally(replies)).toEqual({ 200: AT_ONCE });
    const users = await atOnce((index) => at(index).as(replies[index]?.body.key).get('user/'));
    const names = users.map(({ body }) => body.username);
    expect(new Set(names).size).toBe(AT_ONCE);
    expect(names.every((name) => /^same\d*$/.test(name))).toBe(true);
  });

  it.each(rounds)('give a proven address to one of those who come with it (%i)', async (round) => {
    const email = `proven${round}@example.com`;
    const replies = await atOnce((index) =>
      at(index).post('github/', {
        access_token: provider.github.token({ id: 10_000 * round + index, login: `p${round}-${index}`, email }),
      }),
    );
    expect(tally(replies)).toEqual({ 200: 1, 400: AT_ONCE - 1 });
    for (const { body } of replies.filter(({ status }) => status === 400)) {
      expect(body).toEqual({ non_field_errors: ['User is already registered with this e-mail address.'] });
    }
  });

  it.each(rounds)('RAC-06: connect an identity to one of two users (%i)', async (round) => {
    const callers: Client[] = [];
    for (const index of [0, 1]) {
      const username = `caller${round}-${index}`;
      await addUser(instances[0], { username });
      callers.push(at(index).as(await logIn(instances[0], username)));
    }
    const access_token = provider.github.token({ id: 5000 + round });
    const replies = await Promise.all(callers.map((caller) => caller.post('github/connect/', { access_token })));
    expect(tally(replies)).toEqual({ 200: 1, 400: 1 });
    const lists = await Promise.all(callers.map((caller) => caller.get('socialaccounts/')));
    expect(lists.map(({ body }) => body.length)).toEqual(replies.map(({ status }) => (status === 200 ? 1 : 0)));
    expect(replies.find(({ status }) => status === 400)?.body).toEqual({
      non_field_errors: ['The social account is already connected to a different account.'],
    });
  });

  it.each(rounds)('leave the last way to log in, however many are disconnected (%i)', async (round) => {
    const { body } = await at(0).post('github/', {
      access_token: provider.github.token({ id: 7000 + round, login: `last${round}` }),
    });
    await at(0)
      .as(body.key)
      .post('twitter/connect/', provider.twitter.token({ id_str: String(7000 + round) }));
    await at(0)
      .as(body.key)
      .post('facebook/connect/', {
        access_token: provider.facebook.token({ id: String(7000 + round) }),
      });
    const ids: number[] = (await at(0).as(body.key).get('socialaccounts/')).body.map(({ id }: { id: number }) => id);
    const replies = await Promise.all(
      ids.map((id, index) => at(index).as(body.key).post(`socialaccounts/${id}/disconnect/`, {})),
    );
    expect(tally(replies)).toEqual({ 200: 2, 400: 1 });
    expect((await at(0).as(body.key).get('socialaccounts/')).body).toHaveLength(1);
  });
});
