import type { Type } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';

import type { SocialAccount } from '../../../accounts/social-accounts/social-account.store.js';
import type { SocialIdentity, SocialProfile } from '../../../accounts/social-accounts/social-profile.js';
import type { AuthUser, NewUser } from '../../../accounts/users/auth-user.js';
import { type LoginChallenge, LoginPolicy, VerifiedEmailLoginPolicy } from '../../../accounts/users/login.policy.js';
import { LoginAdmission } from '../../../credentials/login-admission.js';
import { Exchange } from '../../../http/exchange.js';
import { FieldErrors, NON_FIELD, Refusal, unavailable } from '../../../kernel/errors.js';
import { message, type PlainMessageCode } from '../../../kernel/messages.js';
import { UniqueViolation } from '../../../kernel/unit-of-work.js';
import { defaultDtoClasses } from '../../../rest-auth.default-dto.js';
import { ProviderOutage, ProviderRefusal } from '../../../social-providers/provider-failures.js';
import { OptionsSocialClientStore } from '../../../social-providers/social-client.store.js';
import { SocialIdentifier } from '../../../social-providers/social-identifier.js';
import { SocialLoginDto } from '../../../social-providers/social-login.dto.js';
import { type Identified, SocialProvider } from '../../../social-providers/social-provider.js';
import { newUser, NOW } from '../../../testing/contracts/samples.js';
import { MemorySocialAccountStore } from '../../../testing/memory/memory-stores.js';
import { MemorySite, type SettingsGiven } from '../../../testing/memory/memory-site.js';
import { SocialLinking } from './social-linking.js';
import { SocialLoginService } from './social-login.service.js';
import { SocialRegistration } from './social-registration.js';
import { UserRowSocialRegistrationStrategy } from './social-registration.strategy.js';

const ADAPTER = new ExpressAdapter();
const EXCHANGE = exchangeWith({ 'accept-language': 'en' });

function exchangeWith(headers: Record<string, string>): Exchange {
  return new Exchange({ method: 'POST', url: '/', headers, ip: '192.0.2.1' }, null, ADAPTER);
}

const GINA: SocialProfile = {
  uid: '42',
  username: 'gina',
  firstName: 'Gina',
  lastName: 'Git',
  email: 'gina@example.com',
  emailVerified: false,
};
const PROVEN = { ...GINA, emailVerified: true };
const NAMELESS = { ...GINA, email: '' };

/** Takes every token but the `wrong` one, and tells who is `profile`. */
class Hub extends SocialProvider<SocialLoginDto> {
  override readonly name = 'hub';
  override readonly endpoints = {};

  constructor(private readonly profile: SocialProfile) {
    super();
  }

  override dto(): Type<SocialLoginDto> {
    return SocialLoginDto;
  }

  override async identify({ access_token = '' }: SocialLoginDto): Promise<Identified> {
    if (access_token === 'wrong') throw new ProviderRefusal();
    if (access_token === 'not now') throw new ProviderOutage('is down');
    return { profile: this.profile, tokens: { accessToken: access_token } };
  }
}

/** To whom somebody else is faster so many times. */
class RacedStrategy extends UserRowSocialRegistrationStrategy {
  constructor(
    site: MemorySite,
    private losses: number,
    private readonly loss: Error,
  ) {
    super(site.users);
  }

  override async save(user: NewUser, identity: SocialIdentity): Promise<AuthUser> {
    if (this.losses === 0) return super.save(user, identity);
    this.losses -= 1;
    throw this.loss;
  }
}

/** Whose account is gone at the moment of its login: once. */
class VanishingSocialAccountStore extends MemorySocialAccountStore {
  override async noteLogin(id: SocialAccount['id']): Promise<boolean> {
    const account = this.tables.rows.socialAccounts.find((row) => row.id === id);
    if (account) await this.remove(account.userId, id, []);
    return false;
  }
}

/** Asks everybody for a second factor. */
class SecondFactor extends LoginPolicy {
  override async check(): Promise<LoginChallenge> {
    return CHALLENGE;
  }
}

const CHALLENGE: LoginChallenge = { status: 200, body: { second_factor: 'totp' } };

interface Given {
  settings?: SettingsGiven;
  site?: MemorySite;
  profile?: SocialProfile;
  losses?: number;
  loss?: Error;
  policy?: LoginPolicy;
}

/** A login by the hub, of whoever has that profile. */
async function loginOn({
  settings: given = {},
  site = new MemorySite({ ...given, socialLogin: { apps: APPS, ...given.socialLogin } }),
  profile = GINA,
  losses = 0,
  loss = new UniqueViolation(),
  policy = new VerifiedEmailLoginPolicy(site.settings, site.addresses),
}: Given = {}) {
  site.clock.set(NOW);
  const { settings, users, addresses, socialAccounts, resets, finder, identities, usernames, issuer, mails } = site;
  const { tables, events, clock } = site;
  const module = await Test.createTestingModule({
    providers: [{ provide: Hub, useValue: new Hub(profile) }],
  }).compile();
  module.useLogger(false);
  const service = new SocialLoginService(
    settings,
    new SocialIdentifier(
      { providers: { hub: Hub } },
      module.get(ModuleRef),
      new OptionsSocialClientStore(settings),
      settings,
      defaultDtoClasses,
    ),
    finder,
    identities,
    new SocialRegistration(
      settings,
      usernames,
      new RacedStrategy(site, losses, loss),
      addresses,
      identities,
      mails,
      tables,
      events,
      clock,
    ),
    new SocialLinking(users, resets, socialAccounts, identities, issuer, mails, tables, events, clock),
    users,
    mails,
    new LoginAdmission(policy, events),
    issuer,
    events,
  );
  const logIn = (token = 'good', exchange = EXCHANGE) => service.logIn('hub', { access_token: token }, exchange);
  return { site, logIn };
}

const APPS = { hub: { clients: [{ id: 'us', secret: 'our secret' }] } };

/** Alice, with an address that is proven or merely claimed. */
async function addAlice(site: MemorySite, hasProven: boolean, more: Partial<NewUser> = {}): Promise<AuthUser> {
  const alice = await site.users.create(
    newUser('alice', { email: 'gina@example.com', password: 'a hash', ...more }),
    {},
  );
  const { id, email } = await site.addresses.create(alice.id, 'gina@example.com', true);
  if (hasProven) await site.addresses.verify(id, email);
  return alice;
}

/** The identity is the user's. */
function connect(site: MemorySite, userId: number | string) {
  return site.socialAccounts.create({ userId, provider: 'hub', uid: '42', createdAt: new Date(0), sealedTokens: null });
}

const nonField = (code: PlainMessageCode) => ({ tree: { [NON_FIELD]: [message(code)] } });
const KEY = { token: { key: expect.stringMatching(/^key-\d+$/) }, cookies: [] };
const loggedIn = (userId: number | string) => ({ type: 'logged_in', userId, method: 'social' });
const failed = (userId: number | string | null, reason: string) => ({
  type: 'login_failed',
  userId,
  method: 'social',
  reason,
});

describe('a login by a provider', () => {
  describe('of somebody who is known by the identity', () => {
    it('gives credentials, notes the login, and tells of it', async () => {
      const { site, logIn } = await loginOn();
      const alice = await addAlice(site, true);
      const account = await connect(site, alice.id);
      expect(await logIn()).toEqual({ issued: KEY, user: alice });
      expect(site.tables.rows).toEqual({
        users: [alice],
        addresses: [expect.objectContaining({ userId: alice.id })],
        socialAccounts: [{ ...account, lastLoginAt: NOW }],
        resets: [],
        credentials: [expect.objectContaining({ userId: alice.id, method: 'social', address: '192.0.2.1' })],
        mails: [],
      });
      expect(await site.happenings()).toEqual([loggedIn(alice.id)]);
    });

    it('is refused where the user is inactive, in the words of a wrong password, and nothing is written', async () => {
      const { site, logIn } = await loginOn();
      const alice = await addAlice(site, true, { isActive: false });
      await connect(site, alice.id);
      const before = site.tables.rows;
      await expect(logIn()).rejects.toMatchObject(nonField('unable_to_log_in'));
      expect(site.tables.rows).toEqual(before);
      expect(await site.happenings()).toEqual([failed(alice.id, 'account')]);
    });

    it('is refused in the same way where the user is gone', async () => {
      const { site, logIn } = await loginOn();
      await connect(site, 99);
      await expect(logIn()).rejects.toMatchObject(nonField('unable_to_log_in'));
      expect(await site.happenings()).toEqual([failed(null, 'account')]);
    });

    it('looks again where the identity was taken away meanwhile, and finds somebody new', async () => {
      const site = new MemorySite({ socialLogin: { apps: APPS } }, { accounts: VanishingSocialAccountStore });
      const { logIn } = await loginOn({ site });
      const bob = await site.users.create(newUser('bob'), {});
      await connect(site, bob.id);
      const outcome = await logIn();
      expect(outcome).toEqual({ issued: KEY, user: expect.objectContaining({ username: 'gina' }) });
    });

    it('waits for what the policy asks for besides, and no login is noted', async () => {
      const { site, logIn } = await loginOn({ policy: new SecondFactor() });
      const alice = await addAlice(site, true);
      await connect(site, alice.id);
      const before = site.tables.rows;
      expect(await logIn()).toEqual({ challenge: CHALLENGE });
      expect(site.tables.rows).toEqual(before);
      expect(await site.happenings()).toEqual([{ type: 'login_challenged', userId: alice.id, method: 'social' }]);
    });
  });

  describe('of somebody new', () => {
    it('makes a user and gives credentials', async () => {
      const { site, logIn } = await loginOn();
      const outcome = await logIn();
      const [gina] = site.tables.rows.users;
      expect(outcome).toEqual({ issued: KEY, user: gina });
      expect(gina).toEqual({
        ...newUser('gina', { firstName: 'Gina', lastName: 'Git' }),
        id: 1,
        password: expect.stringMatching(/^!/),
      });
      expect(await site.happenings()).toEqual([{ type: 'registered', userId: 1 }, loggedIn(1)]);
    });

    it('makes the user who has to prove an address, and refuses the login until then', async () => {
      const { site, logIn } = await loginOn({ settings: { email: { verification: 'mandatory' } } });
      await expect(logIn()).rejects.toMatchObject(nonField('email_not_verified'));
      expect(site.tables.rows.users).toHaveLength(1);
      expect(site.tables.rows.credentials).toEqual([]);
      expect(site.letters).toEqual([{ template: 'email-verification', to: 'gina@example.com' }]);
      expect(await site.happenings()).toEqual([{ type: 'registered', userId: 1 }, failed(1, 'policy')]);
    });

    it.each([
      { what: 'nobody may register', settings: { socialLogin: { registration: false } }, code: 'registration_closed' },
      {
        what: 'there is no address to prove',
        settings: { email: { verification: 'mandatory' } },
        profile: NAMELESS,
        code: 'email_not_verified',
      },
    ] as const)('writes nothing where $what', async ({ settings, code, ...more }) => {
      const { site, logIn } = await loginOn({ settings, ...more });
      const before = site.tables.rows;
      await expect(logIn()).rejects.toMatchObject(nonField(code));
      expect(site.tables.rows).toEqual(before);
      expect(await site.happenings()).toEqual([failed(null, 'account')]);
    });

    it.each(['none', 'optional'] as const)('needs no address under verification %s', async (verification) => {
      const { site, logIn } = await loginOn({ settings: { email: { verification } }, profile: NAMELESS });
      expect(await logIn()).toEqual({ issued: KEY, user: site.tables.rows.users[0] });
    });

    it.each([0, 1, 4])('tries again where somebody else was faster %i times', async (losses) => {
      const { site, logIn } = await loginOn({ losses });
      expect(await logIn()).toEqual({ issued: KEY, user: site.tables.rows.users[0] });
    });

    it('gives up after five times', async () => {
      const { site, logIn } = await loginOn({ losses: 5 });
      await expect(logIn()).rejects.toMatchObject(nonField('conflict'));
      expect(site.tables.rows.users).toEqual([]);
      expect(await site.happenings()).toEqual([]);
    });

    it('does not try again after any other error', async () => {
      const loss = new Error('The database is away.');
      const { logIn } = await loginOn({ losses: 1, loss });
      await expect(logIn()).rejects.toBe(loss);
    });
  });

  describe('with the address of somebody else', () => {
    it.each([
      { verification: 'none', hasProven: true, letters: 0 },
      { verification: 'optional', hasProven: true, letters: 0 },
      { verification: 'mandatory', hasProven: true, letters: 1 },
      { verification: 'mandatory', hasProven: false, letters: 0 },
    ] as const)(
      'is refused, and whoever has proven it learns of it under mandatory verification: %j',
      async ({ verification, hasProven, letters }) => {
        const { site, logIn } = await loginOn({ settings: { email: { verification } }, profile: PROVEN });
        await addAlice(site, hasProven);
        const { users, addresses, socialAccounts } = site.tables.rows;
        await expect(logIn()).rejects.toMatchObject(nonField('email_taken'));
        expect(site.tables.rows).toMatchObject({ users, addresses, socialAccounts, credentials: [] });
        expect(site.letters).toEqual(
          Array.from({ length: letters }, () => ({ template: 'account-exists', to: 'gina@example.com' })),
        );
        expect(await site.happenings()).toEqual([failed(null, 'account')]);
      },
    );

    it('makes another user where addresses may be several users’', async () => {
      const { site, logIn } = await loginOn({ settings: { email: { unique: false } } });
      await addAlice(site, true);
      expect(await logIn()).toEqual({ issued: KEY, user: expect.objectContaining({ username: 'gina' }) });
    });
  });

  describe('where proven addresses link', () => {
    const settings = { socialLogin: { emailLinking: 'verified' } } as const;

    it('gives the identity to whoever has proven its address, with what they are by then', async () => {
      const { site, logIn } = await loginOn({ settings, profile: PROVEN });
      const alice = await addAlice(site, true);
      const outcome = await logIn();
      const linked = { ...alice, password: expect.stringMatching(/^!/), credentialsChangedAt: NOW };
      expect(outcome).toEqual({ issued: KEY, user: linked });
      expect(site.tables.rows.users).toEqual([linked]);
      expect(await site.happenings()).toEqual([
        { type: 'social_account_connected', userId: alice.id, provider: 'hub' },
        loggedIn(alice.id),
      ]);
    });

    it.each([
      { what: 'is inactive', more: { isActive: false }, given: {}, refused: true },
      { what: 'has something more to do', more: {}, given: { policy: new SecondFactor() }, refused: false },
    ])('changes nothing of somebody who $what', async ({ more, given, refused }) => {
      const { site, logIn } = await loginOn({ settings, profile: PROVEN, ...given });
      const alice = await addAlice(site, true, more);
      const before = site.tables.rows;
      if (refused) await expect(logIn()).rejects.toMatchObject(nonField('unable_to_log_in'));
      else expect(await logIn()).toEqual({ challenge: CHALLENGE });
      expect(site.tables.rows).toEqual(before);
      expect(await site.happenings()).toEqual([
        refused ? failed(alice.id, 'account') : { type: 'login_challenged', userId: alice.id, method: 'social' },
      ]);
    });
  });

  it('is a failed login where the provider refuses what was sent', async () => {
    const { site, logIn } = await loginOn();
    await expect(logIn('wrong')).rejects.toEqual(FieldErrors.of(NON_FIELD, message('social_value_incorrect')));
    expect(await site.happenings()).toEqual([failed(null, 'credentials')]);
  });

  it('is no failed login where the provider cannot be asked', async () => {
    const { site, logIn } = await loginOn();
    await expect(logIn('not now')).rejects.toEqual(unavailable(5));
    expect(await site.happenings()).toEqual([]);
  });

  it('is refused to a page of a foreign origin that could get nothing but a cookie, before anybody is asked', async () => {
    const site = new MemorySite({ socialLogin: { apps: APPS } }, { isCookie: true });
    const { logIn } = await loginOn({ site });
    const origin = 'https://evil.example';
    await expect(logIn('wrong', exchangeWith({ host: 'app.test', origin }))).rejects.toEqual(
      new Refusal('permission_denied', message('csrf_origin', { origin })),
    );
    expect(await site.happenings()).toEqual([]);
  });
});
