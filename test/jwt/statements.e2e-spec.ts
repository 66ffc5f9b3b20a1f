import { addUser, NEW_PASSWORD, PASSWORD } from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Client, type Reply } from '../support/client.js';
import { foreignClaims, mint, SHARED } from '../support/json-web-tokens.js';
import { bearer, jwtOptions, logInForTokens, type Pair, refresh, rotate } from '../support/jwt-accounts.js';
import { StatementLog } from '../support/statement-log.js';
import type { TestApplication } from '../support/test-application.js';
import { databases } from '../support/test-database.js';

interface Situation {
  application: TestApplication;
  pair: Pair;
  foreign: Pair;
}

type Act = (situation: Situation) => Promise<Reply>;

const PLAIN = jwtOptions();
const STATEFUL = jwtOptions({ statefulAccess: true });
const ROTATING = jwtOptions({ rotateRefreshTokens: true });
const ROTATING_ONLY = jwtOptions({ rotateRefreshTokens: true, blacklistAfterRotation: false });
const NEW = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };

const post =
  (path: string, body: (situation: Situation) => object): Act =>
  (situation) =>
    new Client(situation.application).post(path, body(situation));
const look: Act = ({ application, pair }) => bearer(application, pair.access).get('user/');
const verifies = (which: keyof Pair) => post('token/verify/', ({ pair }) => ({ token: pair[which] }));
const refreshes = post('token/refresh/', ({ pair }) => ({ refresh: pair.refresh }));
const refreshesForeign = post('token/refresh/', ({ foreign }) => ({ refresh: foreign.refresh }));
const logsOut = post('logout/', ({ pair }) => ({ refresh: pair.refresh }));

// prettier-ignore
const TABLE: [what: string, statements: number, options: ReturnType<typeof jwtOptions>, act: Act][] = [
  ['login/', 2, PLAIN, post('login/', () => ({ username: 'alice', password: PASSWORD }))],
  ['user/', 1, PLAIN, look],
  ['user/ with `statefulAccess`', 1, STATEFUL, look],
  ['user/ by a refresh token', 0, PLAIN, ({ application, pair }) => bearer(application, pair.refresh).get('user/')],
  ['user/ by a token that nobody has signed', 0, PLAIN, ({ application, pair }) => bearer(application, `${pair.access}x`).get('user/')],
  ['token/verify/ of an access token', 1, PLAIN, verifies('access')],
  ['token/verify/ of an access token with `statefulAccess`', 1, STATEFUL, verifies('access')],
  ['token/verify/ of a refresh token', 1, PLAIN, verifies('refresh')],
  ['token/refresh/', 1, PLAIN, refreshes],
  ['token/refresh/ of another server’s token', 1, PLAIN, refreshesForeign],
  ['token/refresh/ an hour later', 2, PLAIN, (situation) => { situation.application.clock.advance(3600); return refreshes(situation); }],
  ['token/refresh/ with rotation', 2, ROTATING, refreshes],
  ['token/refresh/ with rotation of another server’s token', 2, ROTATING, refreshesForeign],
  ['token/refresh/ with rotation and no blacklist', 2, ROTATING_ONLY, refreshes],
  ['token/refresh/ with rotation and no blacklist of another server’s token', 2, ROTATING_ONLY, refreshesForeign],
  ['token/refresh/ of nothing', 0, PLAIN, post('token/refresh/', () => ({}))],
  ['logout/', 2, PLAIN, logsOut],
  ['logout/ by another server’s token', 2, PLAIN, post('logout/', ({ foreign }) => ({ refresh: foreign.refresh }))],
  ['password/change/', 5, PLAIN, ({ application, pair }) => bearer(application, pair.access).post('password/change/', NEW)],
];

describe.each(databases())('statements on %s', (database) => {
  const start = applicationsOn(database);

  /** What an act costs, without the transaction that it may be in, and the sending of mails, which is counted elsewhere. */
  async function statementsOf(act: Act, situation: Situation): Promise<string[]> {
    await situation.application.mails();
    const log = new StatementLog(situation.application.dataSource);
    await act(situation);
    return log
      .end()
      .filter((statement) => !/^(?:START|BEGIN|COMMIT|ROLLBACK)/.test(statement) && !statement.includes('mail_outbox'));
  }

  async function prepare(options: ReturnType<typeof jwtOptions>): Promise<Situation> {
    const application = await start(options);
    const { id } = await addUser(application);
    const minted = (type: keyof Pair) => mint(foreignClaims(type, id, application.clock.now()), SHARED);
    return {
      application,
      pair: await logInForTokens(application),
      foreign: { access: minted('access'), refresh: minted('refresh') },
    };
  }

  it.each(TABLE)('%s: %i', async (_, statements, options, act) => {
    const made = await statementsOf(act, await prepare(options));
    expect({ statements: made.length, made }).toEqual({ statements, made });
  });

  it('a second rotation costs what the first does', async () => {
    const situation = await prepare(ROTATING);
    const pair = await rotate(situation.application, situation.pair.refresh);
    const made = await statementsOf(({ application }) => refresh(application, pair.refresh), situation);
    expect(made.map((statement) => statement.split(' ', 1)[0])).toEqual(['SELECT', 'UPDATE']);
  });
});
