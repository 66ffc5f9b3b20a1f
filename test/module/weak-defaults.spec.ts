import { readFileSync } from 'node:fs';

import type { LoggerService } from '@nestjs/common';
import { format, resolveConfig } from 'prettier';
import type { RestAuthOptions } from 'nestjs-rest-auth';

import { hardenedDefaults } from '../../libs/rest-auth/src/rest-auth.weaknesses.js';
import { withHardenedTable } from '../../scripts/hardened-table.mjs';
import { registration, register, restAuth, seen, startHost } from '../support/host.js';
import type { User } from '../support/test-user.js';

/** Acts with that `NODE_ENV`. */
async function inEnvironment<Result>(name: string, act: () => Result | Promise<Result>): Promise<Result> {
  const former = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = name;
  try {
    return await act();
  } finally {
    process.env['NODE_ENV'] = former;
  }
}

/** What a host is warned of at boot. */
async function warnings(environment: string, options: Partial<RestAuthOptions<User>>): Promise<unknown[]> {
  const told: unknown[] = [];
  const silent = () => undefined;
  const logger: LoggerService = { log: silent, error: silent, warn: (text: unknown) => told.push(text) };
  const host = await inEnvironment(environment, () =>
    startHost({ imports: [restAuth({ throttling: {}, ...options })], nest: { logger } }),
  );
  await host.close();
  return told;
}

const byPreset = (value: string) => `Make it ${value}, or take \`preset: 'hardened'\`.`;

describe('a weak default', () => {
  it('is named at boot in production, once and with its remedy', async () => {
    expect(await warnings('production', {})).toEqual([
      `\`email.required\` is false: an account without an address can never be recovered. ${byPreset('true')}`,
      `\`email.verification\` is "optional": an account can bear an address that is somebody else’s. ${byPreset('"mandatory"')}`,
      `\`password.oldPasswordRequired\` is false: whoever finds a browser open can take the account over for good. ${byPreset('true')}`,
      `\`password.minLength\` is 8: short passwords are guessed. ${byPreset('15')}`,
      `\`sessions.cookieName\` is "sessionid": a neighbouring host under the same domain can plant the cookie. ${byPreset('"__Host-sessionid"')}`,
      `\`csrf.cookieName\` is "csrftoken": a neighbouring host under the same domain can plant the cookie. ${byPreset('"__Host-csrftoken"')}`,
      `\`notices.passwordChanged\` is false: nobody learns that somebody else has changed their password. ${byPreset('true')}`,
    ]);
  });

  it('is not named elsewhere', async () => {
    expect(await warnings('development', {})).toEqual([]);
  });

  it('is not named where another value was given, or the hardened preset is', async () => {
    const password = { oldPasswordRequired: true, minLength: 12 };
    const [changed, hardened] = [
      await warnings('production', { password, email: { verification: 'mandatory' } }),
      await warnings('production', { preset: 'hardened' }),
    ];
    expect([changed.map((text) => String(text).split(' ', 1)[0]), hardened]).toEqual([
      ['`sessions.cookieName`', '`csrf.cookieName`', '`notices.passwordChanged`'],
      [],
    ]);
  });

  it('is named where the host has chosen what is weaker still', async () => {
    const told = await warnings('production', {
      preset: 'hardened',
      email: { verification: 'none' },
      password: { minLength: 6 },
    });
    expect(told).toEqual([
      `\`email.verification\` is "none": an account can bear an address that is somebody else’s. ${byPreset('"mandatory"')}`,
      `\`password.minLength\` is 6: short passwords are guessed. ${byPreset('15')}`,
    ]);
  });

  it('is named where the host has asked for it: one readable token for each user', async () => {
    expect(await warnings('production', { preset: 'hardened', tokens: { perUser: true } })).toEqual([
      '`tokens.perUser` is true: tokens are stored readable and have no end. Leave it out once no client relies on it.',
    ]);
  });

  it('stands in docs/compatibility.md as in the code (npm run docs:write)', async () => {
    const path = 'docs/compatibility.md';
    const page = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
    const rows = {
      production: await inEnvironment('production', hardenedDefaults),
      development: await inEnvironment('development', hardenedDefaults),
    };
    const written = withHardenedTable(page, (name) => (name === 'production' ? rows.production : rows.development));
    expect(await format(written, { ...(await resolveConfig(path)), filepath: path })).toBe(page);
  });
});

describe('a list of breached passwords', () => {
  it('refuses a new password that it knows, and is asked once for each that is good otherwise', async () => {
    const asked: string[] = [];
    const isBreached = async (password: string) => {
      asked.push(password);
      return password.startsWith('Stolen');
    };
    const host = await startHost({ imports: [restAuth({ password: { isBreached } })] });
    const [short, stolen] = ['x7', 'Stolen-goods9'].map((password) =>
      registration('bob', { password1: password, password2: password }),
    );
    const answers = [
      seen(await host.agent.post('/dj-rest-auth/registration/').send(short)),
      seen(await host.agent.post('/dj-rest-auth/registration/').send(stolen)),
    ];
    const key = await register(host, 'alice');
    const change = await host.agent
      .post('/dj-rest-auth/password/change/')
      .set('Authorization', `Token ${key}`)
      .send({ new_password1: 'Stolen-goods8', new_password2: 'Stolen-goods8' });
    await host.close();
    const known = 'This password is known from a data breach.';
    expect([answers, seen(change), asked]).toEqual([
      [
        [400, { password1: ['This password is too short. It must contain at least 8 characters.'] }],
        [400, { non_field_errors: [known] }],
      ],
      [400, { new_password2: [known] }],
      ['Stolen-goods9', 'Wonder-land9', 'Stolen-goods8'],
    ]);
  });
});
