import type { RestAuthOptions } from 'nestjs-rest-auth';

import { addUser, logIn } from '../support/accounts.js';
import type { Client, Reply } from '../support/client.js';
import { FIONA, GINA, type SocialSite, socialSitesOn, TESS } from '../support/social-site.js';
import { countStatements, StatementLog } from '../support/statement-log.js';
import { databases } from '../support/test-database.js';

/** Prepares a situation, and answers the act whose statements count. */
type Prepare = (site: SocialSite, alice: Client) => Promise<() => Promise<Reply>>;

const TOKEN_ONLY: Partial<RestAuthOptions> = { credentials: { issue: ['token'] } };
const BOTH: Partial<RestAuthOptions> = {};

const known: Prepare = async ({ provider, anybody }) => {
  const access_token = provider.github.token(GINA);
  await anybody.post('github/', { access_token });
  return () => anybody.post('github/', { access_token });
};

const connected: Prepare = async ({ provider }, alice) => {
  await alice.post('github/connect/', { access_token: provider.github.token(GINA) });
  const [{ id }] = (await alice.get('socialaccounts/')).body;
  return () => alice.post(`socialaccounts/${String(id)}/disconnect/`, {});
};

// prettier-ignore
const TABLE: [endpoint: string, situation: string, statements: number, transactions: number, Partial<RestAuthOptions>, Prepare][] = [
  ['github/', 'known', 5, 0, BOTH, known],
  ['github/', 'known, tokens only', 4, 0, TOKEN_ONLY, known],
  ['facebook/', 'new user', 10, 1, BOTH, async ({ provider, anybody }) => () => anybody.post('facebook/', { access_token: provider.facebook.token(FIONA) })],
  ['twitter/', 'new user without address', 6, 1, BOTH, async ({ provider, anybody }) => () => anybody.post('twitter/', provider.twitter.token(TESS))],
  ['github/', 'refused by the provider', 0, 0, BOTH, async ({ anybody }) => () => anybody.post('github/', { access_token: 'x' })],
  ['github/', 'somebody’s address', 4, 0, BOTH, async ({ provider, anybody }) => () => anybody.post('github/', { access_token: provider.github.token({ ...GINA, email: 'alice@example.com' }) })],
  ['github/connect/', 'new identity', 8, 1, BOTH, async ({ provider }, alice) => () => alice.post('github/connect/', { access_token: provider.github.token(GINA) })],
  ['socialaccounts/', 'list', 3, 0, BOTH, async (_, alice) => () => alice.get('socialaccounts/')],
  ['socialaccounts/:id/disconnect/', 'one’s own', 6, 1, BOTH, connected],
  ['socialaccounts/:id/disconnect/', 'of nobody', 3, 0, BOTH, async (_, alice) => () => alice.post('socialaccounts/999/disconnect/', {})],
];

describe.each(databases())('statements of social logins on %s', (database) => {
  const start = socialSitesOn(database);

  it.each(TABLE)('%s, %s: %i in %i transactions', async (_, __, statements, transactions, options, prepare) => {
    const site = await start(options);
    await addUser(site.application);
    const act = await prepare(site, site.anybody.as(await logIn(site.application)));
    await site.application.mails();
    const log = new StatementLog(site.application.dataSource);
    await act();
    const counts = countStatements(log.end(), database, transactions);
    expect(counts).toEqual({ ...counts, statements, transactions });
  });
});
