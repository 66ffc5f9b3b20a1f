import { addUser, PASSWORD } from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Client, type Reply } from '../support/client.js';
import { databases } from '../support/test-database.js';
import { toldEvents } from '../support/told-events.js';

const AT_ONCE = 8;
const ENDED = [204, ''];
const NOT_FOUND = [404, { detail: 'Not found.' }];

/** So many acts at once. */
function atOnce(act: () => Promise<Reply>): Promise<Reply[]> {
  return Promise.all(Array.from({ length: AT_ONCE }, act));
}

// Who waits for whom is the database's affair: each of them runs it.
describe.each(databases())('logins that are ended by many at once on %s', (database) => {
  const start = applicationsOn(database);

  /** Alice, logged in twice, with one of the logins in her hands; nothing of that is among what is told. */
  async function site(kind: 'token' | 'session' | 'jwt') {
    const told = toldEvents();
    const application = await start({
      activeLogins: true,
      // A session beside a token: two kinds of one login.
      credentials: { issue: kind === 'session' ? ['token', 'session'] : [kind] },
      ports: { events: told.Listener },
    });
    const { id: userId } = await addUser(application);
    const logIn = async () => {
      const { body } = await new Client(application).post('login/', { username: 'alice', password: PASSWORD });
      return new Client(application, {
        Authorization: kind === 'jwt' ? `Bearer ${String(body.access)}` : `Token ${String(body.key)}`,
      });
    };
    await logIn();
    const caller = await logIn();
    const logins: { id: string; current: boolean }[] = (await caller.get('logins/')).body;
    const loginId = logins.find(({ current }) => !current)?.id;
    await told.last(2);
    told.events.length = 0;
    return { told, userId, loginId, caller };
  }

  it.each(['token', 'session', 'jwt'] as const)('are told once each, one by one, by %s', async (kind) => {
    for (let round = 0; round < 3; round += 1) {
      const { told, userId, loginId, caller } = await site(kind);
      const replies = await atOnce(() => caller.send('delete', `logins/${String(loginId)}/`));
      // Whoever comes too late finds no such login.
      expect(replies.map(({ answer }) => answer).sort()).toEqual([
        ENDED,
        ...Array.from({ length: AT_ONCE - 1 }, () => NOT_FOUND),
      ]);
      expect(await told.last(1)).toEqual([{ type: 'login_ended', userId, loginId }]);
      expect(told.events).toHaveLength(1);
    }
  });

  it.each(['token', 'session', 'jwt'] as const)('are told once each, all but one’s own, by %s', async (kind) => {
    for (let round = 0; round < 3; round += 1) {
      const { told, userId, loginId, caller } = await site(kind);
      const replies = await atOnce(() => caller.send('delete', 'logins/'));
      expect(replies.map(({ answer }) => answer)).toEqual(replies.map(() => ENDED));
      expect(await told.last(1)).toEqual([{ type: 'login_ended', userId, loginId }]);
      expect(told.events).toHaveLength(1);
      expect((await caller.get('logins/')).body).toHaveLength(1);
    }
  });
});
