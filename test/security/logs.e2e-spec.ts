import type { RestAuthOptions } from 'nestjs-rest-auth';

import { NEW_PASSWORD, PASSWORD, resetSecret, verificationKey } from '../support/accounts.js';
import { Browser } from '../support/client.js';
import { LogLines } from '../support/log-lines.js';
import { QuickHasher } from '../support/quick-hasher.js';
import { SECRET, startApplication, type TestApplication } from '../support/test-application.js';
import { databasesForAnswers } from '../support/test-database.js';

/** What of this machine and its code no answer may hold. */
const LEAK = /at .*\.(?:js|ts):\d+|node_modules|QueryFailedError|SELECT |INSERT |UPDATE |no such table|does not exist/;

const KINDS: Readonly<Record<string, Partial<RestAuthOptions>>> = {
  'tokens and sessions': {},
  'JSON Web Tokens in cookies': {
    credentials: { issue: ['jwt'] },
    jwt: { accessCookieName: 'access', refreshCookieName: 'refresh', rotateRefreshTokens: true },
  },
  'JSON Web Tokens in bodies': { credentials: { issue: ['jwt'] }, jwt: { rotateRefreshTokens: true } },
};

describe.each(databasesForAnswers().flatMap((database) => Object.keys(KINDS).map((kind) => ({ database, kind }))))(
  'what is logged with $kind on $database',
  ({ database, kind }) => {
    let log: LogLines;
    let application: TestApplication;
    beforeEach(async () => {
      log = new LogLines();
      const options = { ...KINDS[kind], ports: { passwordHasher: QuickHasher } };
      application = await startApplication({ database, options });
    });
    afterEach(async () => {
      log.end();
      await application.close();
    });

    /** A life, and all its secrets. */
    async function live(browser: Browser): Promise<string[]> {
      const secrets = [SECRET, PASSWORD, NEW_PASSWORD, 'Some-wrong-pass1'];
      const post = async (path: string, body: object) => {
        const { body: answer }: { body: unknown } = await browser.post(path, body);
        secrets.push(...tokensIn(answer), ...browser.jar.values());
        return answer;
      };
      await post('registration/', {
        username: 'alice',
        email: 'alice@example.com',
        password1: PASSWORD,
        password2: PASSWORD,
      });
      const key = await verificationKey(application);
      await post('registration/verify-email/', { key });
      await post('login/', { username: 'alice', password: 'Some-wrong-pass1' });
      const login = await post('login/', { username: 'alice', password: PASSWORD });
      await post('token/refresh/', { refresh: tokensIn(login).at(-1) });
      await post('password/reset/', { email: 'alice@example.com' });
      const reset = await resetSecret(application);
      await post('password/reset/confirm/', { ...reset, new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD });
      await post('login/', { username: 'alice', password: NEW_PASSWORD });
      await post('logout/', {});
      return [...new Set([...secrets, key, reset.token])].filter((text) => text !== '');
    }

    it('LEK-01, LEK-02: names the kind of an error of ours and where it was, no value; the answer tells nothing', async () => {
      const browser = new Browser(application);
      const secrets = await live(browser);
      await application.dataSource.query('DROP TABLE rest_auth_mail_outbox');
      for (const [path, body] of [
        ['password/reset/', { email: 'alice@example.com' }],
        ['registration/', { username: 'bob', email: 'bob@example.com', password1: PASSWORD, password2: PASSWORD }],
      ] as const) {
        const reply = await browser.post(path, body);
        expect([path, ...reply.answer]).toEqual([path, 500, { detail: 'A server error occurred.' }]);
        expect(JSON.stringify(reply.body)).not.toMatch(LEAK);
      }
      expect(log.text).toContain('A request failed: QueryFailedError');
      expect([...secrets, 'alice@example.com', 'bob@example.com'].filter((text) => log.text.includes(text))).toEqual(
        [],
      );
    });
  },
);

/** The texts of an answer that are long enough to be a credential. */
function tokensIn(answer: unknown): string[] {
  const texts = typeof answer === 'object' && answer !== null ? Object.entries(answer) : [];
  return texts.flatMap(([name, text]: [string, unknown]) =>
    ['key', 'access', 'refresh'].includes(name) && typeof text === 'string' && text !== '' ? [text] : [],
  );
}
