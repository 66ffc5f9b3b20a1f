import { addSiteUser, startOnDjangoTables } from '../django/django-site.js';
import { PASSWORD } from '../support/accounts.js';
import { Client } from '../support/client.js';
import { badAccess, INVALID, jwtOptions, logInForTokens, refresh, useAccess, verify } from '../support/jwt-accounts.js';
import { databases } from '../support/test-database.js';

// A JSON Web Token names its user by the primary key alone, and a host may give a key twice.
describe.each(databases())('a key that was somebody else’s on %s', (database) => {
  it('JWT-15: tokens from before its new owner was there say nothing', async () => {
    const application = await startOnDjangoTables(database, jwtOptions());
    try {
      const id = await addSiteUser(application, 'alice', { email: '' });
      const ofAlice = await logInForTokens(application);
      application.clock.advance(1);
      const joined = application.clock.now().toISOString().replace('T', ' ').replace('Z', '');
      await application.dataSource.query('DELETE FROM auth_user');
      await addSiteUser(application, 'bob', { email: '' });
      await application.dataSource.query(`UPDATE auth_user SET id = ${id}, date_joined = '${joined}'`);
      const { body } = await new Client(application).post('login/', { username: 'bob', password: PASSWORD });

      expect([
        await useAccess(application, ofAlice.access),
        await verify(application, ofAlice.access),
        (await refresh(application, ofAlice.refresh)).answer,
        await useAccess(application, body.access),
        (await refresh(application, body.refresh)).status,
      ]).toEqual([
        badAccess(),
        INVALID,
        INVALID,
        [200, { pk: id, username: 'bob', email: '', first_name: '', last_name: '' }],
        200,
      ]);
    } finally {
      await application.close();
    }
  });
});
