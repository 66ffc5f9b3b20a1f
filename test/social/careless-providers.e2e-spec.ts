import type { Type } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import {
  type DtoClasses,
  type Identified,
  OAuth2Provider,
  type ProviderContext,
  type ProviderTokens,
  type RestAuthOptions,
  SocialClientStore,
  type SocialLoginDto,
  type SocialProfile,
  SocialProvider,
} from 'nestjs-rest-auth';

import { KEY } from '../support/accounts.js';
import { applicationsOn } from '../support/applications.js';
import { Client } from '../support/client.js';
import { CrashWatch } from '../support/crash-watch.js';
import { LogLines } from '../support/log-lines.js';
import { dumpOf } from '../support/table-dump.js';

const OUTAGE = [503, { detail: 'Service temporarily unavailable, try again later.' }];
const REFUSED = [400, { non_field_errors: ['Incorrect value'] }];

const HANA: SocialProfile = {
  uid: '1',
  username: 'hana',
  firstName: 'Hana',
  lastName: 'Host',
  email: 'hana@example.com',
  emailVerified: true,
};

/** What a login brings: nobody may read it in the log. */
const TOKEN = 'a-token-that-is-secret';
const CLIENT = { id: 'client', secret: 'a-client-that-is-secret' };

/** A provider of the host's that does not hold what it promises. */
function provider(identify: () => unknown): Type<SocialProvider> {
  return class extends SocialProvider<SocialLoginDto> {
    override readonly name = 'careless';
    override readonly endpoints = {};

    override dto(classes: DtoClasses): Type<SocialLoginDto> {
      return classes.socialLogin;
    }

    override identify(): Promise<Identified> {
      return identify() as Promise<Identified>;
    }
  };
}

/** One that tells that of somebody. */
function telling(profile: unknown): Type<SocialProvider> {
  return provider(() => Promise.resolve({ profile, tokens: { accessToken: TOKEN } }));
}

/** One that speaks OAuth 2, and is careless in one of the three things that it says. */
function oauth2(careless: { exchange?: () => unknown; prove?: () => unknown; profile?: () => unknown }) {
  return class extends OAuth2Provider {
    override readonly name = 'careless';
    override readonly endpoints = {};

    protected override exchange(): Promise<ProviderTokens> {
      return (careless.exchange?.() ?? Promise.resolve({ accessToken: TOKEN })) as Promise<ProviderTokens>;
    }

    protected override prove(_token: string, _context: ProviderContext): Promise<string> {
      return (careless.prove?.() ?? Promise.resolve('1')) as Promise<string>;
    }

    protected override profile(): Promise<SocialProfile> {
      return (careless.profile?.() ?? Promise.resolve(HANA)) as Promise<SocialProfile>;
    }
  };
}

const never = () => new Promise(() => undefined);
const fail = (reason: unknown) => () => {
  throw reason;
};
// eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- what a host's own code may do
const rejectWith = (reason: unknown) => () => Promise.reject(reason);

/** Each with the reason that the log tells. */
const OUTAGES: Readonly<Record<string, readonly [Type<SocialProvider>, reason: string]>> = {
  'never-answers': [provider(never), 'took too long'],
  'throws-at-once': [provider(fail(new TypeError(`Cannot read ${TOKEN}.`))), 'TypeError'],
  'rejects-with-a-text': [provider(rejectWith(`No ${TOKEN}!`)), 'string'],
  'rejects-with-nothing': [provider(rejectWith(undefined)), 'undefined'],
  'answers-nothing': [provider(() => Promise.resolve()), 'TypeError'],
  'answers-at-once': [provider(() => null), 'TypeError'],
  'tells-nobody': [telling(null), 'TypeError'],
  'has-no-uid': [telling({ ...HANA, uid: undefined }), 'told nobody’s identity'],
  'has-an-empty-uid': [telling({ ...HANA, uid: '' }), 'told nobody’s identity'],
  'has-an-object-for-a-uid': [telling({ ...HANA, uid: { $ne: null } }), 'told nobody’s identity'],
  'has-a-list-for-a-uid': [telling({ ...HANA, uid: ['1'] }), 'told nobody’s identity'],
  'has-a-uid-with-blanks': [telling({ ...HANA, uid: '1 2' }), 'told nobody’s identity'],
  'has-a-uid-with-a-line-break': [telling({ ...HANA, uid: '1\n' }), 'told nobody’s identity'],
  'has-a-uid-of-192-characters': [telling({ ...HANA, uid: 'x'.repeat(192) }), 'told nobody’s identity'],
  'has-a-uid-that-was-rounded': [telling({ ...HANA, uid: 2 ** 53 }), 'told nobody’s identity'],
  'has-a-uid-of-other-letters': [telling({ ...HANA, uid: '１' }), 'told nobody’s identity'],
  ...Object.fromEntries(
    (['username', 'firstName', 'lastName', 'email'] as const).flatMap((field) => [
      [`has-no-${field}`, [telling({ ...HANA, [field]: undefined }), 'told a profile that is none']],
      [`has-a-list-for-a-${field}`, [telling({ ...HANA, [field]: ['x'] }), 'told a profile that is none']],
    ]),
  ),
  'proves-never': [oauth2({ prove: never }), 'took too long'],
  'asks-for-a-profile-never': [oauth2({ profile: never }), 'took too long'],
  'proves-with-an-error': [oauth2({ prove: fail(new RangeError(TOKEN)) }), 'RangeError'],
  'has-a-profile-of-nobody': [oauth2({ profile: () => Promise.resolve(undefined) }), 'TypeError'],
};

const mounted = (classes: Readonly<Record<string, Type<SocialProvider>>>): Partial<RestAuthOptions> => ({
  social: { providers: classes },
  socialLogin: {
    timeoutSeconds: 1,
    apps: Object.fromEntries(
      Object.keys(classes).map((mount) => [mount, { clients: [CLIENT], callbackUrl: 'https://app.test/callback' }]),
    ),
  },
});

let watch: CrashWatch;
let log: LogLines | null = null;
beforeEach(() => {
  watch = new CrashWatch();
});
afterEach(() => {
  watch.end();
  log?.end();
  log = null;
  expect(watch.crashes).toEqual([]);
});

describe.each([
  ['Express', () => new ExpressAdapter()],
  ['Fastify', () => new FastifyAdapter()],
])('a provider of the host’s on %s', (_, adapter) => {
  const start = applicationsOn('sqlite');

  it('that fails in whichever way has an outage, and nothing is changed or told', async () => {
    const options = mounted(Object.fromEntries(Object.entries(OUTAGES).map(([mount, [type]]) => [mount, type])));
    const application = await start(options, { adapter: adapter() });
    log = new LogLines();
    const before = await dumpOf(application.dataSource);
    const anybody = new Client(application);
    const told = await Promise.all(
      Object.keys(OUTAGES).map(async (mount) => {
        const reply = await anybody.post(`${mount}/`, { access_token: TOKEN });
        return [mount, ...reply.answer, reply.header('Retry-After')];
      }),
    );
    expect(told).toEqual(Object.keys(OUTAGES).map((mount) => [mount, ...OUTAGE, '5']));
    expect(await dumpOf(application.dataSource)).toEqual(before);
    const lines = Object.entries(OUTAGES).map(
      ([mount, [, reason]]) => `The provider at ${mount}/ could not identify somebody: ${reason} RestAuth`,
    );
    expect([...log.lines].sort()).toEqual(lines.sort());
    expect(log.text).not.toMatch(/that-is-secret/);
  });

  it('refuses a token whose owner is not whose profile it is', async () => {
    const refusing = { 'of-two': oauth2({ prove: () => Promise.resolve('2') }) };
    const application = await start(mounted(refusing), { adapter: adapter() });
    log = new LogLines();
    const before = await dumpOf(application.dataSource);
    const anybody = new Client(application);
    const byToken = await anybody.post('of-two/', { access_token: TOKEN });
    const byCode = await anybody.post('of-two/', { code: 'code' });
    expect([byToken.answer, byCode.answer, await dumpOf(application.dataSource), log.lines]).toEqual([
      REFUSED,
      REFUSED,
      before,
      [],
    ]);
  });

  it('proves no address by any word but true', async () => {
    const application = await start(
      mounted({
        careless: telling({ ...HANA, emailVerified: 'false' }),
        careful: telling({ ...HANA, uid: '2', email: 'h@example.com' }),
      }),
      { adapter: adapter() },
    );
    const anybody = new Client(application);
    const answers = [
      (await anybody.post('careless/', { access_token: TOKEN })).answer,
      (await anybody.post('careful/', { access_token: TOKEN })).answer,
    ];
    const mails = (await application.mails()).map(({ to }) => to);
    expect([answers, mails]).toEqual([
      [
        [200, { key: KEY }],
        [200, { key: KEY }],
      ],
      ['hana@example.com'],
    ]);
  });

  it.each([
    ['never answers', never, 'took too long'],
    ['fails', rejectWith(new TypeError(CLIENT.secret)), 'TypeError'],
    ['fails at once', fail(new TypeError(CLIENT.secret)), 'TypeError'],
    ['knows none', () => Promise.resolve([]), 'has no client'],
  ])('has an outage when the host’s store of clients %s', async (__, find, reason) => {
    class Store extends SocialClientStore {
      override find() {
        return find() as ReturnType<SocialClientStore['find']>;
      }
    }
    const options = { ...mounted({ good: telling(HANA) }), ports: { socialClientStore: Store } };
    const application = await start(options, { adapter: adapter() });
    log = new LogLines();
    const before = await dumpOf(application.dataSource);
    const { answer } = await new Client(application).post('good/', { access_token: TOKEN });
    expect([answer, await dumpOf(application.dataSource), log.lines]).toEqual([
      OUTAGE,
      before,
      [`The provider at good/ could not identify somebody: ${reason} RestAuth`],
    ]);
    expect(log.text).not.toMatch(/that-is-secret/);
  });
});
