import { FakeSocialProvider } from 'nestjs-rest-auth/testing';

import { addUser, KEY, logIn, PASSWORD, rowCounts } from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Client, type Reply } from '../support/client.js';
import { CrashWatch } from '../support/crash-watch.js';
import { LogLines } from '../support/log-lines.js';
import { CALLBACK_URL, FIONA, GINA, socialOptions, type SocialSite, socialSitesOn } from '../support/social-site.js';
import { StatementLog } from '../support/statement-log.js';
import { databases } from '../support/test-database.js';

const LOGGED_IN = [200, { key: KEY }];
const UNAVAILABLE = [503, { detail: 'Service temporarily unavailable, try again later.' }];
const ALICE = { username: 'alice', password: PASSWORD };
const BOB = { username: 'bob', email: 'bob@example.com', password1: PASSWORD, password2: PASSWORD };

let watch: CrashWatch;
beforeEach(() => {
  watch = new CrashWatch();
});
afterEach(() => {
  watch.end();
  expect(watch.crashes).toEqual([]);
});

describe('a provider that hangs', () => {
  const start = socialSitesOn('sqlite');

  it('SOC-20: keeps as many waiting as may wait, and nobody who comes another way', async () => {
    const { application, provider, anybody } = await start({ socialLogin: { concurrency: 2, timeoutSeconds: 5 } });
    await addUser(application);
    const log = new LogLines();
    provider.misbehave('facebook', 'hang');
    const byFacebook = () => anybody.post('facebook/', { access_token: provider.facebook.token(FIONA) });
    const answers = new Answers();
    const eight = answers.areThere(8);
    const ten = Array.from({ length: 10 }, () => answers.note('by Facebook', byFacebook()));
    await eight;
    await answers.note('by password', anybody.post('login/', ALICE));
    await answers.note('by GitHub', anybody.post('github/', { access_token: provider.github.token(GINA) }));
    await answers.note('registration', anybody.post('registration/', BOB));
    await Promise.all(ten);

    const shed = ['by Facebook', ...UNAVAILABLE, '5'];
    expect(answers.inOrder).toEqual([
      ...Array.from({ length: 8 }, () => shed),
      ['by password', ...LOGGED_IN, undefined],
      ['by GitHub', ...LOGGED_IN, undefined],
      ['registration', 201, { key: KEY }, undefined],
      // Those who hung until their time was over.
      shed,
      shed,
    ]);
    expect(provider.requests.filter(({ path }) => path.startsWith('/facebook/'))).toHaveLength(2);
    // The third is GitHub's.
    expect(provider.mostAtOnce).toBe(3);

    // Their places were given back, both of them.
    provider.mend();
    const first = await byFacebook();
    const both = await Promise.all([byFacebook(), byFacebook()]);
    expect([first, ...both].map(({ answer }) => answer)).toEqual([LOGGED_IN, LOGGED_IN, LOGGED_IN]);
    const tooLong = 'The provider at facebook/ could not identify somebody: took too long RestAuth';
    log.end();
    expect(log.lines).toEqual([tooLong, tooLong]);
  });
});

describe.each(databases())('on %s', (database) => {
  const start = socialSitesOn(database);
  const startAny = applicationsOn(database);
  const own: FakeSocialProvider[] = [];
  afterEach(async () => {
    for (const provider of own.splice(0)) await provider.stop();
  });

  it('SOC-20: 300 at once are each let in, refused or shed, while no more than may are waiting for the provider that hangs', async () => {
    // One of the test's own, so that what hangs there can be broken off.
    const provider = await FakeSocialProvider.start();
    own.push(provider);
    const { social, socialLogin } = socialOptions(provider);
    const settings = { ...socialLogin, concurrency: 20, timeoutSeconds: 60 };
    const application = await startAny({ ...(social && { social }), socialLogin: settings });
    const anybody = new Client(application);
    await addUser(application);
    provider.misbehave('facebook', 'hang');
    const ask = (index: number) => {
      if (index % 3 === 0) return anybody.post('facebook/', { access_token: provider.facebook.token(FIONA) });
      const access_token = index % 3 === 1 ? `gho_${index}` : provider.github.token({ id: 1000 + index });
      return anybody.post('github/', { access_token });
    };
    const answers = new Answers();
    const allButThoseWhoHang = answers.areThere(280);
    const crowd = Array.from({ length: 300 }, (_, index) => answers.note('crowd', ask(index)));
    const alice = anybody.post('login/', ALICE);
    await allButThoseWhoHang;
    expect((await alice).answer).toEqual(LOGGED_IN);
    expect(provider.requests.filter(({ path }) => path.startsWith('/facebook/')).length).toBeLessThanOrEqual(20);
    expect(provider.mostAtOnce).toBeLessThanOrEqual(40);

    await provider.stop();
    await Promise.all(crowd);
    const { letIn = 0, refused = 0, shed = 0, ...others } = answers.tally();
    expect([letIn + refused + shed, others]).toEqual([300, {}]);
    // Whoever was let in is a user with one identity, and nobody else is.
    const { users, socialAccount } = await rowCounts(application);
    expect([users, socialAccount, shed >= 100]).toEqual([letIn + 1, letIn, true]);
  });

  it.each<[string, number[], (site: SocialSite, alice: Client) => () => Promise<Reply>]>([
    [
      'a registration by code',
      [3],
      ({ anybody, provider }) => {
        const code = provider.facebook.code(FIONA, { redirectUri: CALLBACK_URL });
        return () => anybody.post('facebook/', { code });
      },
    ],
    [
      'a connection by token',
      [0, 2],
      ({ provider }, alice) => {
        const access_token = provider.github.token(GINA);
        return () => alice.post('github/connect/', { access_token });
      },
    ],
  ])(
    'no transaction is open while a provider is asked for %s, and no statement is made',
    async (_, moments, prepare) => {
      const site = await start();
      await addUser(site.application);
      const act = prepare(site, site.anybody.as(await logIn(site.application)));
      const statements = new TimedStatements(site);
      const { answer } = await act();
      statements.end();
      // After all of the calls, and (who is it that connects?) before them, never between two.
      expect([answer, statements.moments(), statements.openAtTheFirst()]).toEqual([LOGGED_IN, moments, 0]);
    },
  );
});

const WORDS: Readonly<Record<string, string>> = {
  '200 {"key":"<key>"}': 'letIn',
  '400 {"non_field_errors":["Incorrect value"]}': 'refused',
  '503 {"detail":"Service temporarily unavailable, try again later."}': 'shed',
};

/** Answers, in the order in which they came. */
class Answers {
  readonly inOrder: [who: string, status: number, body: unknown, retryAfter: string | undefined][] = [];
  private readonly awaited = new Map<number, () => void>();

  async note(who: string, asked: Promise<Reply>): Promise<void> {
    const reply = await asked;
    this.inOrder.push([who, ...reply.answer, reply.header('Retry-After')]);
    this.awaited.get(this.inOrder.length)?.();
  }

  /** Resolves when so many have come. */
  areThere(count: number): Promise<void> {
    return new Promise((resolve) => this.awaited.set(count, resolve));
  }

  /** How often each came. */
  tally(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const [, status, body] of this.inOrder) {
      const answer = `${status} ${JSON.stringify(body).replace(/[0-9a-f]{40}/, '<key>')}`;
      const word = WORDS[answer] ?? answer;
      counts[word] = (counts[word] ?? 0) + 1;
    }
    return counts;
  }
}

/** Keeps each statement with the number of calls that the provider had been asked before it. */
class TimedStatements extends StatementLog {
  private readonly provider: FakeSocialProvider;
  private readonly made: { statement: string; calls: number }[] = [];

  constructor({ application, provider }: SocialSite) {
    super(application.dataSource);
    provider.forget();
    this.provider = provider;
  }

  override logQuery(statement: string): void {
    this.made.push({ statement, calls: this.provider.requests.length });
  }

  /** The numbers of calls between which statements were made. */
  moments(): number[] {
    return [...new Set(this.made.map(({ calls }) => calls))];
  }

  /** How many transactions were open when the first call came. */
  openAtTheFirst(): number {
    const before = this.made.filter(({ calls }) => calls === 0).map(({ statement }) => statement);
    const count = (pattern: RegExp) => before.filter((statement) => pattern.test(statement)).length;
    return count(/^(?:BEGIN|START TRANSACTION)/) - count(/^(?:COMMIT|ROLLBACK)/);
  }
}
