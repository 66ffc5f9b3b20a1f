import { AuditLog } from 'nestjs-rest-auth';

import { addUser, askForReset, logIn, loginStatus, NEW_PASSWORD, PASSWORD } from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Client } from '../support/client.js';
import { LogLines } from '../support/log-lines.js';
import { databasesForAnswers } from '../support/test-database.js';

describe.each(databasesForAnswers())('the audit log on %s', (database) => {
  const start = applicationsOn(database);

  it('has a line for each act, and no secret in any', async () => {
    const log = new LogLines();
    try {
      const application = await start({ ports: { events: AuditLog } });
      const { id: userId } = await addUser(application);
      const at = application.clock.now().toISOString();
      await loginStatus(application, 'alice', 'wrong-password');
      const key = await logIn(application);
      const { uid, token } = await askForReset(application);
      const passwords = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };
      await new Client(application).post('password/reset/confirm/', { uid, token, ...passwords });
      await new Client(application).as(key).get('user/');

      const lines = log.lines.filter((line) => line.endsWith(' RestAuthAudit'));
      expect(lines.map((line) => JSON.parse(line.replace(/ RestAuthAudit$/, '')))).toEqual(
        [
          { type: 'login_failed', outcome: 'failure', userId, method: 'password', reason: 'credentials' },
          { type: 'logged_in', outcome: 'success', userId, method: 'password' },
          { type: 'password_reset_requested', outcome: 'success', userId },
          { type: 'password_reset', outcome: 'success', userId },
          { type: 'access_denied', outcome: 'failure', userId: null, reason: 'invalid_token' },
        ].map((event) => ({
          ...event,
          at,
          instance: 'dj-rest-auth',
          address: expect.stringContaining('127.0.0.1'),
          userAgent: null,
        })),
      );
      for (const secret of [PASSWORD, NEW_PASSWORD, 'wrong-password', key, token]) {
        expect(log.text).not.toContain(secret);
      }
    } finally {
      log.end();
    }
  });
});
