import { Argon2PasswordHasher, type RestAuthOptions } from 'nestjs-rest-auth';

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

    /** A life with all its secrets, and what was answered. */
    async function live(browser: Browser): Promise<{ secrets: string[]; answers: string[] }> {
      const secrets = [SECRET, PASSWORD, NEW_PASSWORD, 'Some-wrong-pass1'];
      const answers: string[] = [];
      const post = async (path: string, body: object) => {
        const { body: answer }: { body: unknown } = await browser.post(path, body);
        answers.push(JSON.stringify(answer));
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
      return { secrets: [...new Set([...secrets, key, reset.token])].filter((text) => text !== ''), answers };
    }

    it('LEK-01: holds no password, token, key, session id or secret, whatever is done', async () => {
      const { secrets } = await live(new Browser(application));
      expect(secrets.length).toBeGreaterThan(8);
      expect(secrets.filter((secret) => log.text.includes(secret))).toEqual([]);
    });

    it('LEK-01, LEK-02: names the kind of an error of ours and where it was, no value; the answer tells nothing', async () => {
      const browser = new Browser(application);
      const { secrets } = await live(browser);
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

describe('the hasher', () => {
  it('LEK-04: answers a refused password with words that do not quote it', async () => {
    const application = await startApplication({ options: { ports: { passwordHasher: Argon2PasswordHasher } } });
    try {
      const browser = new Browser(application);
      for (const password of ['qwerty', '11112222', 'alice', '\0secret-secret', 'x'.repeat(200)]) {
        const body = { username: 'alice', password1: password, password2: password };
        const reply = await browser.post('registration/', body);
        expect(reply.status).toBe(400);
        expect(JSON.stringify(reply.body)).not.toContain(JSON.stringify(password).slice(1, -1));
      }
    } finally {
      await application.close();
    }
  });
});

/** The texts of an answer that are long enough to be a credential. */
function tokensIn(answer: unknown): string[] {
  const texts = typeof answer === 'object' && answer !== null ? Object.entries(answer) : [];
  return texts.flatMap(([name, text]: [string, unknown]) =>
    ['key', 'access', 'refresh'].includes(name) && typeof text === 'string' && text !== '' ? [text] : [],
  );
}
