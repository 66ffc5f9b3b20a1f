import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { RestAuthModule, RestAuthOptionsError, RestAuthSettings, type RestAuthSettingsInput } from 'nestjs-rest-auth';

import { PASSWORD, register, REQUIRED, restAuth, seen, SilentMailer, startHost } from '../support/host.js';
import { LINKS, SECRET } from '../support/test-application.js';
import { User } from '../support/test-user.js';

/** Options as a host without a type checker might give them. */
type Loose = Record<string, unknown>;

const openssl = 'for instance the output of `openssl rand -base64 48`';

/** What boot says to the required options with some of them changed. */
function problemsOf(changes: Loose): readonly string[] {
  return problemsThrownBy(() => RestAuthModule.forRoot({ ...REQUIRED, ...changes }));
}

/** What `forRootAsync` says to options. */
function problemsOfAsync(options: Loose): readonly string[] {
  return problemsThrownBy(() => RestAuthModule.forRootAsync(options as never));
}

function problemsThrownBy(act: () => unknown): readonly string[] {
  try {
    act();
    return [];
  } catch (error) {
    if (!(error instanceof RestAuthOptionsError)) throw error;
    expect(error.message).toBe(
      ['RestAuthModule cannot start:', ...error.problems.map((text, index) => `  ${index + 1}. ${text}`)].join('\n'),
    );
    return error.problems;
  }
}

/** The settings that a factory's values come to, in an application that boots. */
async function settingsOf(options: Loose): Promise<RestAuthSettings> {
  const host = await startHost({ imports: [restAuth(options)] });
  try {
    return host.app.get<RestAuthSettings>(RestAuthSettings, { strict: false });
  } finally {
    await host.close();
  }
}

describe('forRoot() with options that cannot work', () => {
  it('takes the required options and nothing more', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it('names every missing option with its remedy, all in one error', () => {
    expect(problemsOf({ user: undefined, secret: undefined, mail: undefined, links: undefined })).toEqual([
      '`user` is missing: give it the class of your user entity.',
      `\`secret\` is missing: give it at least 32 random bytes, ${openssl}.`,
      '`mail.transport` is missing: give it an SMTP URL or a nodemailer transport, or turn mail off with `mail: false`.',
      '`links.passwordReset` is missing, and mails need it: give it the address of your page, as in "https://app.example/reset/{uid}/{token}".',
      '`links.emailVerification` is missing, and mails need it: give it the address of your page, as in "https://app.example/confirm-email/{key}".',
    ]);
  });

  it('tells the problems of the structure together with those of the values', () => {
    expect(
      problemsOf({ path: '/auth/', secret: 'short', credentials: { issue: [] }, csrf: { sameSite: 'None' } }),
    ).toEqual([
      '`path` is "/auth/": use path parts without a slash at either end, as in "dj-rest-auth" or "api/auth".',
      '`credentials.issue` is empty, so that nobody could be logged in: name at least one of token, jwt, session.',
      `\`secret\` has 5 bytes: give it at least 32, ${openssl}.`,
      '`csrf.sameSite` is None without `csrf.secure`: browsers drop such a cookie. Set secure, or use Lax.',
    ]);
  });

  it.each<[string, Loose]>([
    ['colour', { colour: 'red' }],
    ['ports.passwordHaser', { ports: { passwordHaser: User } }],
    ['dto.signup', { dto: { signup: User } }],
    ['controllers.signup', { controllers: { signup: User } }],
    ['credentials.isue', { credentials: { isue: ['token'] } }],
    ['registration.guard', { registration: { guard: [] } }],
    ['tables.tokens', { tables: { tokens: { name: 'x' } } }],
    ['tables.token.nam', { tables: { token: { nam: 'x' } } }],
    ['tables.token.columns.kay', { tables: { token: { columns: { kay: 'x' } } } }],
    ['tables.token.existing', { tables: { token: { layout: 'django', existing: true } }, tokens: { perUser: true } }],
    [
      'tables.token.columns.keyDigest',
      { tables: { token: { layout: 'django', columns: { keyDigest: 'x' } } }, tokens: { perUser: true } },
    ],
    ['mail.sender', { mail: { ...REQUIRED.mail, sender: 'x' } }],
    ['mail.templates.reset', { mail: { ...REQUIRED.mail, templates: { reset: {} } } }],
    ['links.reset', { links: { ...LINKS, reset: 'x' } }],
    ['site.title', { site: { title: 'x' } }],
    ['login.method', { login: { method: 'email' } }],
    ['logout.onPost', { logout: { onPost: true } }],
    ['username.case', { username: { case: true } }],
    ['email.verify', { email: { verify: true } }],
    ['password.min', { password: { min: 8 } }],
    ['tokens.life', { tokens: { life: 1 } }],
    ['sessions.name', { sessions: { name: 'x' } }],
    ['csrf.name', { csrf: { name: 'x' } }],
    ['http.limit', { http: { limit: 1 } }],
  ])('refuses the unknown key %s, and names those that there are', (name, changes) => {
    expect(problemsOf(changes)).toEqual([
      expect.stringMatching(
        new RegExp(
          `^\`${name.replaceAll('.', '\\.')}\` is no (?:option|table|column): (?:remove it, or )?use (?:one of )?[\\w, -]+\\.$`,
        ),
      ),
    ]);
  });

  it.each<[string, unknown, string]>([
    ['no secret', '', `\`secret\` is missing: give it at least 32 random bytes, ${openssl}.`],
    ['a secret of 31 bytes', SECRET.slice(1), `\`secret\` has 31 bytes: give it at least 32, ${openssl}.`],
    ['a secret that is no text', 42, `\`secret\` is missing: give it at least 32 random bytes, ${openssl}.`],
    ...[
      'change-me-change-me-change-me-change-me',
      'your-secret-key-goes-here-1234567890',
      'django-insecure-k7Qm2vXc9Rt4Lp8Zw1Ny6Hb3',
      'placeholder-placeholder-placeholder',
      'a'.repeat(40),
      '0123456789012345678901234567890123456789',
    ].map((secret): [string, string, string] => [
      `the placeholder ${secret}`,
      secret,
      `\`secret\` looks like a placeholder: give it random bytes, ${openssl}.`,
    ]),
  ])('refuses %s', (_, secret, problem) => {
    expect(problemsOf({ secret })).toEqual([problem]);
  });

  it.each<[string, Loose, string]>([
    [
      'a layout that there is not',
      { tables: { token: { layout: 'rails' } } },
      '`tables.token.layout` is "rails": use own or django.',
    ],
    [
      'the layout of Django for a table that Django does not have',
      { tables: { outbox: { layout: 'django' } } },
      '`tables.outbox.layout` is "django": use own.',
    ],
    [
      'a list of breached passwords that nobody can ask',
      { password: { isBreached: ['12345678'] } },
      '`password.isBreached` is no function: give it one that answers whether a password is known to thieves.',
    ],
  ])('refuses %s', (_, changes, problem) => {
    expect(problemsOf(changes)).toEqual([problem]);
  });

  it('asks of former secrets what it asks of the present one', () => {
    expect(problemsOf({ secretFallbacks: ['short', 'x'.repeat(32)] })).toEqual([
      `\`secretFallbacks\` has 5 bytes: give it at least 32, ${openssl}.`,
      `\`secretFallbacks\` looks like a placeholder: give it random bytes, ${openssl}.`,
    ]);
  });

  it('tells of a former secret that is not there', () => {
    expect(problemsOf({ secretFallbacks: [undefined] })).toEqual([expect.stringMatching(/^`secretFallbacks` /)]);
  });

  it('counts the bytes of a secret, not its characters', () => {
    expect(problemsOf({ secret: 'äöüßéèêñçåøæþðłőűž' })).toEqual([]);
  });

  it.each<[string, Loose, string]>([
    [
      'without a placeholder',
      { passwordReset: 'https://app.test/reset/{uid}' },
      '`links.passwordReset` has no {token} in it, as in "https://app.example/reset/{uid}/{token}".',
    ],
    [
      'without a host',
      { passwordReset: '/reset/{uid}/{token}' },
      '`links.passwordReset` is "/reset/{uid}/{token}": it must be a whole address, as in "https://app.example/reset/{uid}/{token}".',
    ],
    [
      'of another scheme',
      { emailVerification: 'javascript:alert("{key}")' },
      '`links.emailVerification` is "javascript:alert("{key}")": it must be a whole address, as in "https://app.example/confirm-email/{key}".',
    ],
    [
      'that is given as undefined',
      { emailVerification: undefined },
      '`links.emailVerification` is missing, and mails need it: give it the address of your page, as in "https://app.example/confirm-email/{key}".',
    ],
  ])('refuses a link %s', (_, links, problem) => {
    expect(problemsOf({ links: { ...LINKS, ...links } })).toEqual([problem]);
  });

  it('needs neither links nor a transport with mail off', () => {
    expect(problemsOf({ mail: false, links: undefined })).toEqual([]);
  });

  it('needs no verification link without registration, and no transport with a mailer of the host’s own', () => {
    expect(
      problemsOf({
        registration: false,
        links: { passwordReset: LINKS.passwordReset },
        mail: undefined,
        ports: { mailer: SilentMailer },
      }),
    ).toEqual([]);
  });

  it.each<[string, Loose, string]>([
    [
      'an empty list of recognised kinds',
      { credentials: { recognise: [] } },
      '`credentials.recognise` is empty, so that nobody could be logged in: name at least one of token, jwt, session.',
    ],
    [
      'an unknown kind',
      { credentials: { issue: ['basic'] } },
      '`credentials.issue` names "basic", which is no kind of credential: use token, jwt, session.',
    ],
    [
      'a path with a pattern in it',
      { path: 'a/:b' },
      '`path` is "a/:b": use path parts without a slash at either end, as in "dj-rest-auth" or "api/auth".',
    ],
    ['a group that is no object', { sessions: 'strict' }, '`sessions` must be an object.'],
    [
      'a cookie for foreign pages that is not secure',
      { sessions: { sameSite: 'None' } },
      '`sessions.sameSite` is None without `sessions.secure`: browsers drop such a cookie. Set secure, or use Lax.',
    ],
    [
      'a __Host- cookie that is not secure',
      { sessions: { cookieName: '__Host-sid' } },
      "`sessions.cookieName` begins with __Host-: that asks for `secure: true`, `path: '/'` and no `domain`.",
    ],
    [
      'a __Host- cookie with a domain',
      { csrf: { cookieName: '__Host-csrf', secure: true, domain: 'app.test' } },
      "`csrf.cookieName` begins with __Host-: that asks for `secure: true`, `path: '/'` and no `domain`.",
    ],
    [
      'a __Host- cookie with a path',
      { csrf: { cookieName: '__Host-csrf', secure: true, path: '/api' } },
      "`csrf.cookieName` begins with __Host-: that asks for `secure: true`, `path: '/'` and no `domain`.",
    ],
    [
      'a __Secure- cookie that is not secure',
      { csrf: { cookieName: '__Secure-csrf' } },
      '`csrf.cookieName` begins with __Secure-: that asks for `secure: true`.',
    ],
    [
      'a cookie name with a semicolon',
      { sessions: { cookieName: 'a;b' } },
      '`sessions.cookieName` is "a;b", which no cookie can be called.',
    ],
    [
      'a trusted origin with a wildcard',
      { csrf: { trustedOrigins: ['https://*.app.test'] } },
      '`csrf.trustedOrigins` has "https://*.app.test": write scheme and host alone, as in "https://app.example", without wildcards.',
    ],
    [
      'a trusted origin with a path',
      { csrf: { trustedOrigins: ['https://app.test/'] } },
      '`csrf.trustedOrigins` has "https://app.test/": write scheme and host alone, as in "https://app.example", without wildcards.',
    ],
    [
      'a login by nothing',
      { login: { methods: [] } },
      "`login.methods` is empty, so that nobody could log in: use ['username'], ['email'] or both.",
    ],
    [
      'registration without addresses',
      { email: { addresses: false } },
      '`email.addresses` is off, and registration keeps addresses: set `registration: false`, or leave it on.',
    ],
    [
      'neither username nor address required',
      { username: { required: false } },
      '`username.required` is off, and so is `email.required`: a username is made from the address, so one of the two must be required.',
    ],
    [
      'mandatory verification without mail',
      { mail: false, email: { verification: 'mandatory' } },
      '`email.verification` is mandatory, and `mail` is off: nobody could ever log in. Give `mail` a transport.',
    ],
    ['a lifetime of nothing', { tokens: { idleSeconds: 0 } }, '`tokens.idleSeconds` is 0: use a whole number above 0.'],
    [
      'a limit that is no number',
      { http: { bodyLimitBytes: '64kb' } },
      '`http.bodyLimitBytes` is 64kb: use a whole number above 0.',
    ],
  ])('refuses %s', (_, changes, problem) => {
    expect(problemsOf(changes)).toEqual([problem]);
  });

  // A word that is misspelt must not fall back to something weaker.
  it.each<[string, Loose]>([
    ['preset', { preset: 'hardend' }],
    ['email.verification', { email: { verification: 'mandatary' } }],
    ['login.methods', { login: { methods: ['phone'] } }],
    ['password.validators', { password: { validators: ['minLength'] } }],
    ['sessions.sameSite', { sessions: { sameSite: 'strict' } }],
    ['sessions.secure', { sessions: { secure: 'false' } }],
    ['password.minLength', { password: { minLength: '8' } }],
  ])('refuses a value of %s that it does not know', (name, changes) => {
    expect(problemsOf(changes)).toEqual([expect.stringMatching(new RegExp(`^\`${name.replace('.', '\\.')}\``))]);
  });

  it('names the options that can only be given to forRootAsync', () => {
    expect(problemsOf({ useFactory: () => REQUIRED })).toEqual([expect.stringMatching(/^`useFactory` /)]);
  });

  it('refuses a mail that is neither settings nor false', () => {
    expect(problemsOf({ mail: true })).toEqual([expect.stringMatching(/^`mail/)]);
  });
});

describe('presets', () => {
  it('starts from the documented defaults', async () => {
    const { secret, secretFallbacks, throttling, links, mail, ...groups } = await settingsOf({});
    expect(groups).toEqual({
      login: { methods: ['username'] },
      logout: { onGet: false },
      username: { required: true, minLength: 1, blacklist: [], preserveCase: true, validators: [] },
      email: {
        addresses: true,
        required: false,
        verification: 'optional',
        unique: true,
        verificationKeySeconds: 259_200,
      },
      password: {
        validators: ['userAttributeSimilarity', 'minimumLength', 'commonPassword', 'numericPassword'],
        minLength: 8,
        registrationMinLength: 6,
        oldPasswordRequired: false,
        logoutOnChange: false,
        trim: false,
        resetTokenSeconds: 3600,
        hashConcurrency: expect.any(Number),
        hashQueue: 100,
        isBreached: null,
        djangoHashes: false,
      },
      tokens: { absoluteSeconds: 2_592_000, idleSeconds: 1_209_600, perUser: false },
      jwt: {
        keys: [],
        accessSeconds: 300,
        refreshSeconds: 86_400,
        familySeconds: 2_592_000,
        leewaySeconds: 0,
        issuer: null,
        audience: null,
        userIdClaim: 'user_id',
        headerTypes: ['Bearer'],
        rotateRefreshTokens: false,
        blacklistAfterRotation: true,
        blacklistAtLogout: true,
        statefulAccess: false,
        returnExpiration: false,
        accessCookieName: null,
        refreshCookieName: null,
        refreshCookiePath: '/',
        httpOnly: true,
        cookieCsrf: false,
        csrfOnUnauthenticated: false,
        refreshCsrf: false,
        deliveryHeader: null,
        secure: false,
        sameSite: 'Lax',
        domain: null,
        path: '/',
      },
      socialLogin: {
        apps: {},
        registration: true,
        emailLinking: 'never',
        storeTokens: false,
        timeoutSeconds: 5,
        maxAnswerBytes: 1_048_576,
        concurrency: 50,
      },
      sessions: {
        cookieName: 'sessionid',
        secure: false,
        sameSite: 'Lax',
        domain: null,
        path: '/',
        absoluteSeconds: 2_592_000,
        idleSeconds: 1_209_600,
      },
      csrf: {
        cookieName: 'csrftoken',
        headerName: 'X-CSRFToken',
        secure: false,
        sameSite: 'Lax',
        domain: null,
        path: '/',
        trustedOrigins: [],
      },
      http: { bodyLimitBytes: 65_536 },
      notices: { passwordChanged: false, socialAccountConnected: false },
      site: { name: 'example.com', domain: '' },
    });
    expect({ secret, secretFallbacks, throttling, links, mail }).toEqual({
      secret: SECRET,
      secretFallbacks: [],
      throttling: false,
      links: LINKS,
      mail: {
        from: 'webmaster@localhost',
        templates: {},
        giveUpAfterSeconds: 259_200,
        transport: { jsonTransport: true },
      },
    });
  });

  it('changes the weak ones with the hardened preset, and nothing else', async () => {
    const [plain, hardened] = [await settingsOf({}), await settingsOf({ preset: 'hardened' })];
    expect(hardened).toEqual({
      ...plain,
      email: { ...plain.email, required: true, verification: 'mandatory' },
      password: { ...plain.password, oldPasswordRequired: true, minLength: 15 },
      sessions: { ...plain.sessions, secure: true, cookieName: '__Host-sessionid' },
      csrf: { ...plain.csrf, secure: true, cookieName: '__Host-csrftoken' },
      jwt: { ...plain.jwt, secure: true, rotateRefreshTokens: true, cookieCsrf: true, refreshCsrf: true },
      notices: { passwordChanged: true, socialAccountConnected: true },
    });
  });

  it('lets what is given stand above the preset, and takes undefined for not given', async () => {
    const { email, password, sessions } = await settingsOf({
      preset: 'hardened',
      email: { verification: 'optional', required: undefined },
      password: { minLength: undefined },
      sessions: { secure: false, cookieName: 'sid' },
    });
    expect([email.verification, email.required, password.minLength, sessions.secure, sessions.cookieName]).toEqual([
      'optional',
      true,
      15,
      false,
      'sid',
    ]);
  });

  it('takes a sender or a lifetime of mails that is undefined for not given', async () => {
    const { mail } = await settingsOf({ mail: { ...REQUIRED.mail, from: undefined, giveUpAfterSeconds: undefined } });
    expect(mail).toEqual({
      from: 'webmaster@localhost',
      templates: {},
      giveUpAfterSeconds: 259_200,
      transport: { jsonTransport: true },
    });
  });

  it('asks for an address where it must be proven', async () => {
    const { email } = await settingsOf({ email: { verification: 'mandatory' } });
    expect(email.required).toBe(true);
  });
});

/** A module that exports what a host's factory injects. */
class Configuration {
  readonly secret = SECRET;
  readonly links = LINKS;
}

@Module({ providers: [Configuration], exports: [Configuration] })
class ConfigurationModule {}

describe('forRootAsync()', () => {
  const structure = { user: User, ports: { mailer: SilentMailer } };

  it('works end to end with a factory and what it injects', async () => {
    const host = await startHost({
      imports: [
        RestAuthModule.forRootAsync({
          ...structure,
          path: 'auth',
          imports: [ConfigurationModule],
          inject: [Configuration],
          useFactory: async ({ secret, links }: Configuration): Promise<RestAuthSettingsInput> => ({
            secret,
            links,
            login: { methods: ['email'] },
          }),
        }),
      ],
    });
    try {
      const registered = await register(host, 'alice', '/auth');
      const login = await host.agent.post('/auth/login/').send({ email: 'alice@example.com', password: PASSWORD });
      expect(seen(login)).toEqual([200, { key: expect.stringMatching(/^[0-9a-f]{40}$/) }]);
      for (const key of [registered, login.body.key]) {
        const user = await host.agent.get('/auth/user/').set('Authorization', `Token ${key}`);
        expect(seen(user)).toEqual([
          200,
          { pk: 1, username: 'alice', email: 'alice@example.com', first_name: '', last_name: '' },
        ]);
      }
    } finally {
      await host.close();
    }
  });

  it('refuses a wrong structure before anything boots', () => {
    expect(
      problemsOfAsync({
        user: undefined,
        colour: 'red',
        credentials: { issue: ['basic'] },
        useFactory: () => REQUIRED,
      }),
    ).toEqual([
      expect.stringMatching(/^`colour` is no option: remove it/),
      '`user` is missing: give it the class of your user entity.',
      '`credentials.issue` names "basic", which is no kind of credential: use token, jwt, session.',
    ]);
  });

  it('refuses a forgotten factory', () => {
    expect(problemsOfAsync(structure)).toEqual([expect.stringMatching(/^`useFactory` is missing/)]);
  });

  it('sends a value that stands beside the factory into it', () => {
    expect(problemsOfAsync({ ...structure, secret: SECRET, useFactory: () => REQUIRED })).toEqual([
      expect.stringMatching(/^`secret` .*`useFactory`/),
    ]);
  });

  it.each<[string, () => unknown, (string | RegExp)[]]>([
    [
      'values that cannot work',
      () => ({ secret: 'short', colour: 'red', links: {} }),
      [
        /^`colour` is no option: remove it, or use one of /,
        `\`secret\` has 5 bytes: give it at least 32, ${openssl}.`,
        '`links.passwordReset` is missing, and mails need it: give it the address of your page, as in "https://app.example/reset/{uid}/{token}".',
        '`links.emailVerification` is missing, and mails need it: give it the address of your page, as in "https://app.example/confirm-email/{key}".',
      ],
    ],
    [
      'structure among the values',
      () => ({ secret: SECRET, links: LINKS, path: 'auth' }),
      [/^`path` .*(?:forRootAsync|beside)/],
    ],
    ['nothing', () => undefined, [/useFactory/]],
  ])('refuses to boot with %s from the factory, and tells all of it', async (_, useFactory, problems) => {
    @Module({ imports: [RestAuthModule.forRootAsync({ ...structure, useFactory: useFactory as () => never })] })
    class AppModule {}

    const boot = NestFactory.createApplicationContext(AppModule, { logger: false, abortOnError: false });
    await expect(boot).rejects.toMatchObject({
      name: 'RestAuthOptionsError',
      problems: problems.map((text): unknown => (typeof text === 'string' ? text : expect.stringMatching(text))),
    });
  });
});
