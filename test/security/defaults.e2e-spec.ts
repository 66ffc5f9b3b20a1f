import { type LoginChallenge, LoginPolicy, type RestAuthOptions, RestAuthSettings } from 'nestjs-rest-auth';
import { createServer, type Server } from 'node:http';
import { availableParallelism } from 'node:os';

import { addUser, KEY, PASSWORD } from '../support/accounts.js';
import { Client } from '../support/client.js';
import { LogLines } from '../support/log-lines.js';
import { QuickHasher } from '../support/quick-hasher.js';
import { startApplication, type TestApplication } from '../support/test-application.js';

/** Acts with an application that was booted in that environment. */
async function inEnvironment<Result>(
  environment: Readonly<Record<string, string | undefined>>,
  options: Partial<RestAuthOptions>,
  act: (application: TestApplication) => Result | Promise<Result>,
): Promise<Result> {
  const former = { ...process.env };
  for (const [name, value] of Object.entries(environment)) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
  let application: TestApplication | null = null;
  try {
    application = await startApplication({
      options: { ...options, ports: { passwordHasher: QuickHasher, ...options.ports } },
    });
    return await act(application);
  } finally {
    await application?.close();
    process.env = former;
  }
}

const ALL_COOKIES: Partial<RestAuthOptions> = {
  credentials: { issue: ['jwt', 'session'] },
  jwt: { accessCookieName: 'access', refreshCookieName: 'refresh' },
};

/** Which cookies of a login are Secure. */
const secureCookies = async (application: TestApplication) => {
  await addUser(application);
  const { cookies } = await new Client(application).post('login/', { username: 'alice', password: PASSWORD });
  return Object.fromEntries(
    Object.entries(cookies).map(([name, { attributes }]) => [name, /; Secure(?:;|$)/.test(attributes)]),
  );
};

describe('where nothing is said', () => {
  it('CKI-01: every cookie is Secure in production, and none where there may be no TLS', async () => {
    const everyCookie = (secure: boolean) => ({
      access: secure,
      refresh: secure,
      sessionid: secure,
      csrftoken: secure,
    });
    expect(await inEnvironment({ NODE_ENV: 'production' }, ALL_COOKIES, secureCookies)).toEqual(everyCookie(true));
    expect(await inEnvironment({}, ALL_COOKIES, secureCookies)).toEqual(everyCookie(false));
  });

  it.each([
    [undefined, 2],
    ['16', 14],
    ['2', 1],
    ['1', 1],
  ])('HSH-01: of %s threads of libuv, which has 4 by itself, hashes take %i', async (size, threads) => {
    const settings = await inEnvironment({ UV_THREADPOOL_SIZE: size }, {}, ({ app }) =>
      app.get<RestAuthSettings>(RestAuthSettings, { strict: false }),
    );
    expect(settings.password.hashConcurrency).toBe(Math.max(1, Math.min(threads, availableParallelism() - 1)));
  });
});

describe('what lies behind a port', () => {
  let log: LogLines;
  beforeEach(() => {
    log = new LogLines();
  });
  afterEach(() => {
    log.end();
  });

  it('FLT-01: may be down: that is a 503 for as long as it is, and nobody comes in meanwhile', async () => {
    let server: Server = await listening(0);
    const { port } = addressOf(server);
    await closed(server);

    /** Asks a service of the host's. */
    class AskingPolicy extends LoginPolicy {
      override async check(): Promise<LoginChallenge | null> {
        await fetch(`http://127.0.0.1:${String(port)}/may-log-in`);
        return null;
      }
    }
    await inEnvironment(
      {},
      { credentials: { issue: ['token'] }, ports: { loginPolicy: AskingPolicy } },
      async (application) => {
        await addUser(application);
        const logIn = () => new Client(application).post('login/', { username: 'alice', password: PASSWORD });
        const away = await logIn();
        expect([...away.answer, away.header('Retry-After')]).toEqual([
          503,
          { detail: 'Service temporarily unavailable, try again later.' },
          '1',
        ]);
        server = await listening(port);
        expect((await logIn()).answer).toEqual([200, { key: KEY }]);
        await closed(server);
      },
    );
  });
});

function listening(port: number): Promise<Server> {
  const server = createServer((_, response) => response.setHeader('Connection', 'close').end());
  return new Promise((resolve) =>
    server.listen(port, '127.0.0.1', () => {
      resolve(server);
    }),
  );
}

function addressOf(server: Server): { port: number } {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server does not listen.');
  return address;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
  });
}
