import type { Type } from '@nestjs/common';
import { type AuthUser, UserStore } from 'nestjs-rest-auth';

import { ask, KEY, PASSWORD, register, registration } from '../support/host.js';
import { GINA, TESS, CALLBACK_URL } from '../support/social-site.js';
import type { DocumentedHost } from './documented-host.js';
import { ALICE, INCORRECT, linkOf, NEW_PASSWORD, type RecipeRun, REQUIRED } from './recipe.js';

const LONG = 'x'.repeat(2001);
const NEW = { new_password1: NEW_PASSWORD, new_password2: NEW_PASSWORD };
const LONG_PASSWORD = 'through-the-looking-glass';
const REGISTERED = [201, { key: KEY }];
const LOGGED_IN = [200, { key: KEY }];
const JWT = { options: { credentials: { issue: ['jwt'] } } } as const;
const VOID_TOKEN = [401, { detail: 'Token is invalid or expired', code: 'token_not_valid' }];
const tooLong = (most: number) => [`Ensure this field has no more than ${most} characters.`];
const tooShort = (least: number) => [`Ensure this field has at least ${least} characters.`];

interface Profiles {
  Member: Type<AuthUser>;
  Profile: Type<object>;
}

/** Somebody whom no DTO has looked at. */
async function addSponsor({ app, clock }: DocumentedHost): Promise<void> {
  const names = { username: 'root', email: 'root@example.com', firstName: '', lastName: '' };
  const moments = { credentialsChangedAt: null, dateJoined: clock.now() };
  await app.get(UserStore, { strict: false }).create({ ...names, ...moments, password: '!', isActive: true }, {});
}

/** By the class of the recipe; one that is missing fails the spec. */
export const DTO_RECIPES: Readonly<Record<string, RecipeRun>> = {
  EmailLoginDto: {
    given: () => ({ options: { login: { methods: ['email'] } } }),
    act: async (host) => {
      await register(host, 'alice');
      const right = { email: 'alice@example.com', password: PASSWORD };
      return ask(
        host,
        ['POST login', { username: 'alice', password: PASSWORD }],
        ['POST login', { ...right, password: LONG }],
        ['POST login', right],
      );
    },
    expected: [[400, { email: REQUIRED }], INCORRECT, LOGGED_IN],
  },
  MemberDetailsDto: {
    given: async ({ files }) => {
      const { Member: user, Profile } = await files.load<Profiles>('src/profile.entity.ts');
      return { user, entities: [Profile] };
    },
    act: async (host) => {
      const key = await register(host, 'alice');
      return ask(
        host,
        ['GET user', undefined, key],
        ['PATCH user', { profile: { company_name: 'ACME' } }, key],
        ['GET user', undefined, key],
      );
    },
    expected: [
      [200, { ...ALICE, profile: null }],
      [200, { ...ALICE, profile: { company_name: 'ACME' } }],
      [200, { ...ALICE, profile: { company_name: 'ACME' } }],
    ],
  },
  ShortResetDto: {
    act: (host) =>
      ask(
        host,
        ['POST password/reset', { email: `${'a'.repeat(60)}@${'b'.repeat(60)}.example` }],
        ['POST password/reset', { email: 'alice@example.com' }],
      ),
    expected: [
      [400, { email: tooLong(100) }],
      [200, { detail: 'Password reset e-mail has been sent.' }],
    ],
  },
  EagerConfirmDto: {
    act: async (host) => {
      await register(host, 'alice');
      await ask(host, ['POST password/reset', { email: 'alice@example.com' }]);
      const [uid, token] = (await linkOf(host)).slice(-2);
      const confirm = (new_password1: string, new_password2: string): [string, object] => [
        'POST password/reset/confirm',
        { uid, token, new_password1, new_password2 },
      ];
      return ask(host, confirm('123456', '12345'), confirm(NEW_PASSWORD, NEW_PASSWORD));
    },
    expected: [
      [
        400,
        {
          new_password1: [
            'This password is too short. It must contain at least 8 characters.',
            'This password is too common.',
            'This password is entirely numeric.',
          ],
        },
      ],
      [200, { detail: 'Password has been reset with the new password.' }],
    ],
  },
  LongChangeDto: {
    act: async (host) => {
      const key = await register(host, 'alice');
      const long = { new_password1: LONG_PASSWORD, new_password2: LONG_PASSWORD };
      return ask(host, ['POST password/change', NEW, key], ['POST password/change', long, key]);
    },
    expected: [
      [400, { new_password1: tooShort(20) }],
      [200, { detail: 'New password has been saved.' }],
    ],
  },
  CompanyRegisterDto: {
    given: async ({ files }) => {
      const { CompanyUser: user } = await files.load<{ CompanyUser: Type<AuthUser> }>('src/company-user.entity.ts');
      return { user };
    },
    act: async (host) => [
      await ask(
        host,
        ['POST registration', registration('alice')],
        ['POST registration', registration('alice', { company: 'ACME' })],
      ),
      await host.dataSource.query('SELECT username, company FROM company_users'),
    ],
    expected: [[[400, { company: REQUIRED }], REGISTERED], [{ username: 'alice', company: 'ACME' }]],
  },
  SponsoredRegisterDto: {
    act: async (host) => {
      await addSponsor(host);
      return ask(
        host,
        ['POST registration', registration('alice')],
        ['POST registration', registration('alice', { sponsor: 'nobody' })],
        ['POST registration', registration('alice', { sponsor: 'root' })],
      );
    },
    expected: [[400, { sponsor: REQUIRED }], [400, { sponsor: ['Nobody is called that.'] }], REGISTERED],
  },
  AgedRegisterDto: {
    act: (host) =>
      ask(
        host,
        ['POST registration', registration('alice', { age: 15 })],
        ['POST registration', registration('alice', { age: 16 })],
        ['POST registration', registration('bob')],
      ),
    expected: [[400, { age: ['You must be 16.'] }], REGISTERED, REGISTERED],
  },
  ShortKeyDto: {
    act: (host) =>
      ask(host, ['POST registration/verify-email', { key: LONG }], ['POST registration/verify-email', { key: 'none' }]),
    expected: [
      [400, { key: tooLong(500) }],
      [404, { detail: 'Not found.' }],
    ],
  },
  RequiredResendDto: {
    act: (host) =>
      ask(
        host,
        ['POST registration/resend-email', {}],
        ['POST registration/resend-email', { email: 'alice@example.com' }],
      ),
    expected: [
      [400, { email: REQUIRED }],
      [200, { detail: 'ok' }],
    ],
  },
  ShortVerifyDto: {
    given: () => JWT,
    act: async (host) => {
      const { body } = await host.agent.post('/dj-rest-auth/registration/').send(registration('alice'));
      return ask(host, ['POST token/verify', { token: LONG }], ['POST token/verify', { token: body.access }]);
    },
    expected: [
      [400, { token: tooLong(2000) }],
      [200, {}],
    ],
  },
  BodyRefreshDto: {
    given: () => JWT,
    act: async (host) => {
      const { body } = await host.agent.post('/dj-rest-auth/registration/').send(registration('alice'));
      const [none, void_, good] = [{}, { refresh: 'none' }, { refresh: body.refresh }];
      const answers = await ask(host, ['POST token/refresh', none], ['POST token/refresh', void_]);
      return [...answers, (await host.agent.post('/dj-rest-auth/token/refresh/').send(good)).status];
    },
    expected: [[400, { refresh: REQUIRED }], VOID_TOKEN, 200],
  },
  CodeLoginDto: {
    given: ({ social }) => ({ options: social.options() }),
    act: async (host, { social: { provider } }) => {
      const access_token = provider.github.token(GINA);
      const code = provider.github.code(GINA, { redirectUri: CALLBACK_URL });
      return ask(
        host,
        ['POST github', { access_token }],
        ['POST github', { code, code_verifier: 'short' }],
        ['POST github', { code, code_verifier: 'v'.repeat(43) }],
      );
    },
    expected: [[400, { code: REQUIRED, code_verifier: REQUIRED }], [400, { code_verifier: tooShort(43) }], LOGGED_IN],
  },
  AgreedTwitterDto: {
    given: ({ social }) => ({ options: social.options() }),
    act: async (host, { social: { provider } }) => {
      const token = provider.twitter.token(TESS);
      return ask(host, ['POST twitter', token], ['POST twitter', { ...token, agreed: true }]);
    },
    expected: [[400, { agreed: REQUIRED }], LOGGED_IN],
  },
};
