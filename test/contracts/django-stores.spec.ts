import {
  EmailAddressStore,
  SocialAccountStore,
  TokenStore,
  UnitOfWork,
  type UserId,
  UserStore,
} from 'nestjs-rest-auth';
import {
  emailAddressStoreContract,
  socialAccountStoreContract,
  tokenStoreContract,
  userStoreContract,
} from 'nestjs-rest-auth/testing';

import { addSiteUser, startOnDjangoTables } from '../django/django-site.js';
import { SITE_TABLES } from '../django/django-tables.migration.js';
import type { TestApplication } from '../support/test-application.js';
import { databases } from '../support/test-database.js';

describe.each(databases())("on a Django site's own tables on %s, our", (database) => {
  let application: TestApplication;
  let users = 0;
  beforeAll(async () => {
    application = await startOnDjangoTables(database);
  });
  afterEach(async () => {
    for (const table of [...SITE_TABLES].reverse()) {
      await application.dataSource.query(`DELETE FROM ${table}`);
    }
  });
  afterAll(() => application.close());

  const withUsers = <Store>(token: abstract new (...given: never[]) => Store) => ({
    store: application.app.get<Store>(token, { strict: false }),
    work: application.app.get(UnitOfWork, { strict: false }),
    addUser: (): Promise<UserId> =>
      addSiteUser(application, `user${String((users += 1))}`, { password: '!', email: '' }),
  });

  describe('userStore', () => {
    // The table has neither key columns nor a date of the last change.
    const contract = userStoreContract(() => withUsers(UserStore), { foldedNames: false, changeDates: false });
    it.each(contract)('$name', ({ run }) => run());
  });

  describe('emailAddressStore', () => {
    const contract = emailAddressStoreContract(() => withUsers(EmailAddressStore));
    it.each(contract)('$name', ({ run }) => run());
  });

  describe('socialAccountStore', () => {
    // allauth keeps tokens in another table, for itself.
    const contract = socialAccountStoreContract(() => withUsers(SocialAccountStore), { tokens: false });
    it.each(contract)('$name', ({ run }) => run());
  });

  describe('tokenStore', () => {
    const contract = tokenStoreContract(() => withUsers(TokenStore), { logins: false, uses: false, versions: false });
    it.each(contract)('$name', ({ run }) => run());
  });
});
