import type { RestAuthOptions } from 'nestjs-rest-auth';

import { addUser, askForReset, NEW_PASSWORD, PASSWORD, verificationKey } from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Browser, Client, type Reply } from '../support/client.js';
import { countStatements, isOutboxAtWork, StatementLog } from '../support/statement-log.js';
import type { TestApplication } from '../support/test-application.js';
import { databases } from '../support/test-database.js';

const ALICE = { username: 'alice', password: PASSWORD };
const REGISTRATION = { username: 'bob', email: 'bob@example.com', password1: PASSWORD, password2: PASSWORD };
const NEW = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };

/** What a situation has at hand: alice with a proven address, a browser in which she is logged in, and its token. */
interface Situation {
  application: TestApplication;
  anybody: Client;
  browser: Browser;
  byToken: Client;
}

type Act = (situation: Situation) => Promise<Reply>;

/** What must have happened before, and then the act whose statements count. */
type Prepare = (situation: Situation) => Promise<Act>;

const BOTH: Partial<RestAuthOptions> = {};
const TOKEN_ONLY: Partial<RestAuthOptions> = { credentials: { issue: ['token'] } };
const BY_EITHER: Partial<RestAuthOptions> = { login: { methods: ['username', 'email'] } };
const MANDATORY: Partial<RestAuthOptions> = { email: { verification: 'mandatory' } };
const OLD_ASKED: Partial<RestAuthOptions> = { password: { oldPasswordRequired: true } };

const now =
  (act: Act): Prepare =>
  () =>
    Promise.resolve(act);

const anHourLater =
  (act: Act): Prepare =>
  ({ application }) => {
    application.clock.advance(3600);
    return Promise.resolve(act);
  };

const withResetMail = async ({ application }: Situation): Promise<Act> => {
  const secret = await askForReset(application);
  return ({ anybody }) => anybody.post('password/reset/confirm/', { ...secret, ...NEW });
};

const withVerificationMail = async ({ application, anybody }: Situation): Promise<Act> => {
  await anybody.post('registration/', REGISTRATION);
  const key = await verificationKey(application);
  return () => anybody.post('registration/verify-email/', { key });
};

const withUnprovenAddress = async ({ anybody }: Situation): Promise<Act> => {
  await anybody.post('registration/', REGISTRATION);
  return () => anybody.post('registration/resend-email/', { email: REGISTRATION.email });
};

// prettier-ignore
const TABLE: [endpoint: string, situation: string, statements: number, transactions: number, Partial<RestAuthOptions>, Prepare][] = [
  ['login/', 'right password', 3, 0, BOTH, now(({ anybody }) => anybody.post('login/', ALICE))],
  ['login/', 'right password, tokens only', 2, 0, TOKEN_ONLY, now(({ anybody }) => anybody.post('login/', ALICE))],
  ['login/', 'right password, mandatory', 4, 0, MANDATORY, now(({ anybody }) => anybody.post('login/', ALICE))],
  ['login/', 'again in the same browser', 5, 0, BOTH, now(({ browser }) => browser.post('login/', ALICE))],
  ['login/', 'wrong password', 1, 0, BOTH, now(({ anybody }) => anybody.post('login/', { ...ALICE, password: 'x' }))],
  ['login/', 'unknown user', 1, 0, BOTH, now(({ anybody }) => anybody.post('login/', { ...ALICE, username: 'x' }))],
  ['login/', 'by address', 4, 0, BY_EITHER, now(({ anybody }) => anybody.post('login/', { email: 'alice@example.com', password: PASSWORD }))],
  ['login/', 'by unknown address', 2, 0, BY_EITHER, now(({ anybody }) => anybody.post('login/', { email: 'x@example.com', password: PASSWORD }))],
  ['user/', 'GET by token', 2, 0, BOTH, now(({ byToken }) => byToken.get('user/'))],
  ['user/', 'GET by session', 2, 0, BOTH, now(({ browser }) => browser.get('user/'))],
  ['user/', 'GET by token, an hour later', 3, 0, BOTH, anHourLater(({ byToken }) => byToken.get('user/'))],
  ['user/', 'GET by nobody', 0, 0, BOTH, now(({ anybody }) => anybody.get('user/'))],
  ['user/', 'GET by unknown token', 1, 0, BOTH, now(({ anybody }) => anybody.as('x').get('user/'))],
  ['user/', 'PATCH of a name', 4, 0, BOTH, now(({ byToken }) => byToken.patch('user/', { first_name: 'x' }))],
  ['user/', 'PATCH of the username', 5, 0, BOTH, now(({ byToken }) => byToken.patch('user/', { username: 'x' }))],
  ['user/', 'PATCH of nothing', 2, 0, BOTH, now(({ byToken }) => byToken.patch('user/', {}))],
  ['logout/', 'by token', 4, 1, BOTH, now(({ byToken }) => byToken.post('logout/'))],
  ['logout/', 'by session', 6, 1, BOTH, now(({ browser }) => browser.post('logout/'))],
  ['logout/', 'by nobody', 0, 1, BOTH, now(({ anybody }) => anybody.post('logout/'))],
  ['logout/', 'by token, tokens only', 4, 1, TOKEN_ONLY, now(({ byToken }) => byToken.post('logout/'))],
  ['password/change/', 'by token', 7, 1, BOTH, now(({ byToken }) => byToken.post('password/change/', NEW))],
  ['password/change/', 'by token, old one asked', 7, 1, OLD_ASKED, now(({ byToken }) => byToken.post('password/change/', {...NEW, old_password: PASSWORD}))],
  ['password/change/', 'by session', 7, 1, BOTH, now(({ browser }) => browser.post('password/change/', NEW))],
  ['password/change/', 'by token, tokens only', 6, 1, TOKEN_ONLY, now(({ byToken }) => byToken.post('password/change/', NEW))],
  ['password/change/', 'refused', 2, 0, BOTH, now(({ byToken }) => byToken.post('password/change/', { ...NEW, new_password1: 'x' }))],
  ['password/reset/', 'known address', 4, 1, BOTH, now(({ anybody }) => anybody.post('password/reset/', { email: 'alice@example.com' }))],
  ['password/reset/', 'unknown address', 4, 1, BOTH, now(({ anybody }) => anybody.post('password/reset/', { email: 'x@example.com' }))],
  ['password/reset/confirm/', 'right token', 7, 1, BOTH, withResetMail],
  ['password/reset/confirm/', 'right token, tokens only', 6, 1, TOKEN_ONLY, withResetMail],
  ['password/reset/confirm/', 'wrong token', 1, 0, BOTH, now(({ anybody }) => anybody.post('password/reset/confirm/', { uid: '1', token: 'x', ...NEW }))],
  ['registration/', 'new user', 7, 1, BOTH, now(({ anybody }) => anybody.post('registration/', REGISTRATION))],
  ['registration/', 'new user without address', 4, 1, BOTH, now(({ anybody }) => anybody.post('registration/', { ...REGISTRATION, email: undefined }))],
  ['registration/', 'new user, tokens only', 6, 1, TOKEN_ONLY, now(({ anybody }) => anybody.post('registration/', REGISTRATION))],
  ['registration/', 'new user, mandatory', 5, 1, MANDATORY, now(({ anybody }) => anybody.post('registration/', REGISTRATION))],
  ['registration/', 'taken address, mandatory', 6, 1, MANDATORY, now(({ anybody }) => anybody.post('registration/', { ...REGISTRATION, email: 'alice@example.com' }))],
  ['registration/', 'taken name', 2, 0, BOTH, now(({ anybody }) => anybody.post('registration/', { ...REGISTRATION, username: 'alice' }))],
  ['registration/verify-email/', 'right key', 3, 0, BOTH, withVerificationMail],
  ['registration/verify-email/', 'no key of ours', 0, 0, BOTH, now(({ anybody }) => anybody.post('registration/verify-email/', { key: 'x' }))],
  ['registration/resend-email/', 'unproven address', 3, 1, BOTH, withUnprovenAddress],
  ['registration/resend-email/', 'unknown address', 3, 1, BOTH, now(({ anybody }) => anybody.post('registration/resend-email/', { email: 'x@example.com' }))],
  ['registration/resend-email/', 'proven address', 3, 1, BOTH, now(({ anybody }) => anybody.post('registration/resend-email/', { email: 'alice@example.com' }))],
];

describe.each(databases())('statements on %s', (database) => {
  const start = applicationsOn(database);

  it.each(TABLE)('%s, %s: %i in %i transactions', async (_, __, statements, transactions, options, prepare) => {
    const application = await start(options);
    await addUser(application);
    const browser = new Browser(application);
    const { key } = (await browser.post('login/', ALICE)).body;
    const anybody = new Client(application);
    const situation = { application, anybody, browser, byToken: anybody.as(key) };
    const act = await prepare(situation);
    await application.mails();

    const log = new StatementLog(application.dataSource);
    await act(situation);
    const counts = countStatements(log.end(), database, transactions);
    expect(counts).toEqual({ ...counts, statements, transactions });
  });

  it('a mail that is sent is written twice: taken, and taken away', async () => {
    const application = await start();
    await addUser(application);
    await application.mails();
    const log = new StatementLog(application.dataSource);
    await new Client(application).post('password/reset/', { email: 'alice@example.com' });
    await application.mails();
    const writes = log.end().filter((statement) => isOutboxAtWork(statement) && !statement.startsWith('SELECT'));
    expect(writes.map((statement) => statement.split(' ', 1)[0])).toEqual(['UPDATE', 'DELETE']);
  });
});
