import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { type Misbehaviour, MISBEHAVIOURS } from 'nestjs-rest-auth/testing';

import { addUser, KEY, logIn } from '../support/accounts.js';
import { emptyTables } from '../support/applications.js';
import { Client } from '../support/client.js';
import { CrashWatch } from '../support/crash-watch.js';
import { LogLines } from '../support/log-lines.js';
import { QuickHasher } from '../support/quick-hasher.js';
import { dumpOf } from '../support/table-dump.js';
import { startApplication, type TestApplication } from '../support/test-application.js';
import { CALL_NAMES, type CallName, EXCHANGED_TOKEN, ProviderCalls } from './provider-calls.js';

/** Status, body and Retry-After. */
type Told = [status: number, body: unknown, retryAfter: string | undefined];

const OUTAGE: Told = [503, { detail: 'Service temporarily unavailable, try again later.' }, '5'];
const REFUSED: Told = [400, { non_field_errors: ['Incorrect value'] }, undefined];
const NO_ACCESS: Told = [
  400,
  { non_field_errors: ['No access to private resources at "api.twitter.com".'] },
  undefined,
];
const CODE_REFUSED: Told = [400, { non_field_errors: ['Failed to exchange code for access token'] }, undefined];

/** An exchange that is answered without a token has failed, as dj-rest-auth has it: the code is spent, and the same once more would not help. */
const EXCHANGES: readonly CallName[] = ['facebook-oauth-access_token', 'github-login-oauth-access_token'];
const WITHOUT_A_TOKEN: readonly Misbehaviour[] = ['garbage', 'empty', 'list'];

/** It takes a deadline to end them. */
const NEVER_DONE: readonly Misbehaviour[] = ['hang', 'slow'];

function toldOf(call: CallName, how: Misbehaviour): Told {
  return EXCHANGES.includes(call) && WITHOUT_A_TOKEN.includes(how) ? CODE_REFUSED : OUTAGE;
}

/** What the log may say, the whole of it. */
const LINE =
  /^The provider at [\w-]+\/ could not identify somebody: (?:took too long|could not be reached|answered (?:too much|no JSON|no object|no list|what cannot be read|\d{3})|told nobody’s identity) RestAuth$/;

/** Every call has a provider of its own, which misbehaves at that call alone, and a mount of its own at each application. */
let calls: ProviderCalls;
/** On Express and on Fastify: with a deadline that a test can wait for, and with one that no test reaches. */
let hasty: TestApplication[];
let patient: TestApplication[];
let log: LogLines;
let watch: CrashWatch;

beforeAll(async () => {
  calls = await ProviderCalls.start();
  hasty = await startBoth(2);
  patient = await startBoth(60);
});
afterAll(async () => {
  for (const application of [...hasty, ...patient]) await application.close();
  await calls.stop();
});

async function startBoth(timeoutSeconds: number): Promise<TestApplication[]> {
  const options = { ...calls.options({ timeoutSeconds }), ports: { passwordHasher: QuickHasher } };
  const adapters = [new ExpressAdapter(), new FastifyAdapter()];
  const both = adapters.map((adapter) => startApplication({ database: 'sqlite', options, adapter }));
  return Promise.all(both);
}

beforeEach(() => {
  log = new LogLines();
  watch = new CrashWatch();
});
afterEach(async () => {
  log.end();
  watch.end();
  calls.mend();
  for (const application of [...hasty, ...patient]) await emptyTables(application);
});

/** Logs in, and connects for alice, by one call's mount of one application. */
async function ask(application: TestApplication, key: string, call: CallName): Promise<Told[]> {
  const anybody = new Client(application);
  const alice = anybody.as(key);
  const replies = await Promise.all([
    anybody.post(`${call}/`, calls.login(call)),
    alice.post(`${call}/connect/`, calls.login(call)),
  ]);
  return replies.map((reply): Told => [reply.status, reply.body, reply.header('Retry-After')]);
}

/** Everything at once: by each of the calls, and nothing is changed by it. */
async function askAll(application: TestApplication, names: readonly CallName[]): Promise<Record<string, Told[]>> {
  await addUser(application);
  const key = await logIn(application);
  const before = await dumpOf(application.dataSource);
  const told = names.map(async (call) => [call, await ask(application, key, call)] as const);
  const all = Object.fromEntries(await Promise.all(told));
  expect(await dumpOf(application.dataSource)).toEqual(before);
  return all;
}

describe.each(MISBEHAVIOURS)('a provider that answers like this: %s', (how) => {
  // A list is what GitHub's addresses come in: see below.
  const names = CALL_NAMES.filter((call) => call !== 'github-user-emails' || how !== 'list');

  it('has an outage, at whichever call, which changes nothing and leads nowhere', async () => {
    for (const call of names) calls.misbehave(call, how);
    const applications = NEVER_DONE.includes(how) ? hasty : patient;
    const told = await Promise.all(applications.map((application) => askAll(application, names)));
    const expected = Object.fromEntries(names.map((call) => [call, [toldOf(call, how), toldOf(call, how)]]));
    expect(told).toEqual([expected, expected]);
    for (const call of names) {
      const { requests, mostAtOnce } = calls.provider(call);
      const asked = requests.filter(({ path }) => path === calls.path(call));
      // Each of the four has come as far as the call that fails.
      expect([call, asked.length]).toEqual([call, 4]);
      expect(requests.filter(({ path }) => path.startsWith('/elsewhere'))).toEqual([]);
      expect(mostAtOnce).toBeLessThanOrEqual(4);
    }
    const outages = names.filter((call) => toldOf(call, how) === OUTAGE);
    expect([log.lines.length, log.lines.filter((line) => !LINE.test(line))]).toEqual([4 * outages.length, []]);
    expect(watch.crashes).toEqual([]);
  });
});

describe('GitHub’s list of addresses', () => {
  it('may have none in it: then somebody has none', async () => {
    calls.misbehave('github-user-emails', 'list');
    for (const application of patient) {
      const anybody = new Client(application);
      const login = await anybody.post('github-user-emails/', calls.login('github-user-emails'));
      const user = await anybody.as(login.body.key).get('user/');
      expect([login.answer, user.body]).toEqual([
        [200, { key: KEY }],
        { pk: expect.any(Number), username: 'gina', email: '', first_name: 'Gina', last_name: 'Git' },
      ]);
    }
    expect(log.lines).toEqual([]);
  });
});

describe('what a provider says of what it was sent', () => {
  const secretsOf = (call: CallName, login: Readonly<Record<string, string>>) => {
    const { facebook, github, twitter } = calls.provider(call);
    return [
      ...Object.values(login),
      ...[facebook, github, twitter].map(({ client }) => client.secret),
      EXCHANGED_TOKEN,
    ];
  };

  const LET_IN: Told = [200, { key: KEY }, undefined];
  const SPECIAL: Readonly<Record<string, Told>> = {
    // Said of ourselves, not of what a client has sent.
    '401 facebook-oauth-access_token': OUTAGE,
    '401 github-login-oauth-access_token': OUTAGE,
    '401 github-applications-token': OUTAGE,
    '403 github-applications-token': OUTAGE,
    // A token without that scope: then the profile's own address is taken.
    '403 github-user-emails': LET_IN,
    '404 github-user-emails': LET_IN,
    // Neither a profile nor a list.
    '200 facebook-me': OUTAGE,
    '200 github-user': OUTAGE,
    '200 github-user-emails': OUTAGE,
    '200 twitter-verify_credentials': OUTAGE,
  };
  const toldWith = (status: number, call: CallName): Told => {
    if (status === 500 || status === 429) return OUTAGE;
    const refused = EXCHANGES.includes(call) ? CODE_REFUSED : call.startsWith('twitter') ? NO_ACCESS : REFUSED;
    return SPECIAL[`${status} ${call}`] ?? refused;
  };

  it.each([200, 400, 401, 403, 404, 429, 500])('with %d is neither logged nor told', async (status) => {
    for (const call of CALL_NAMES) {
      const login = calls.login(call);
      const secrets = secretsOf(call, login);
      const message = `Nobody knows ${secrets.join(' or ')}.`;
      calls.answer(call, status, { error: { message, code: 100 }, errors: [{ message, code: 89 }], message });
      const reply = await new Client(patient[0] ?? { url: '' }).post(`${call}/`, login);
      const told = [reply.status, reply.body, reply.header('Retry-After')];
      expect([call, told]).toEqual([call, toldWith(status, call)]);
      expect([call, secrets.filter((secret) => log.text.includes(secret))]).toEqual([call, []]);
    }
    const outages = CALL_NAMES.filter((call) => toldWith(status, call) === OUTAGE);
    expect([log.lines.length, watch.crashes]).toEqual([outages.length, []]);
  });
});
