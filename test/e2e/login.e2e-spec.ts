import request from 'supertest';

import { databases } from '../support/test-database.js';
import { startApplication, type TestApplication } from '../support/test-application.js';

describe.each(databases())('login/ on %s', (database) => {
  let application: TestApplication;
  beforeEach(async () => {
    application = await startApplication({ database });
  });
  afterEach(() => application.close());

  it('gives a key and a session to who has registered', async () => {
    const registration = await request(application.url)
      .post('/dj-rest-auth/registration/')
      .send({ username: 'alice', email: 'alice@example.com', password1: 'Wonder-land9', password2: 'Wonder-land9' });
    expect([registration.status, registration.body]).toEqual([201, { key: expect.stringMatching(/^[0-9a-f]{40}$/) }]);

    const login = await request(application.url)
      .post('/dj-rest-auth/login/')
      .send({ username: 'alice', password: 'Wonder-land9' });
    expect([login.status, login.body]).toEqual([200, { key: expect.stringMatching(/^[0-9a-f]{40}$/) }]);

    const user = await request(application.url)
      .get('/dj-rest-auth/user/')
      .set('Authorization', `Token ${login.body.key}`);
    expect([user.status, user.body]).toEqual([
      200,
      { pk: 1, username: 'alice', email: 'alice@example.com', first_name: '', last_name: '' },
    ]);
    expect((await application.mails()).map(({ to, subject }) => ({ to, subject }))).toEqual([
      { to: 'alice@example.com', subject: '[example.com] Please Confirm Your Email Address' },
    ]);
  });
});
