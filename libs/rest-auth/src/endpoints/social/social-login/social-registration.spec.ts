import { ExpressAdapter } from '@nestjs/platform-express';

import type { SocialIdentity, SocialProfile } from '../../../accounts/social-accounts/social-profile.js';
import { Exchange } from '../../../http/exchange.js';
import { UniqueViolation } from '../../../kernel/unit-of-work.js';
import { newUser, NOW } from '../../../testing/contracts/samples.js';
import { MemoryEmailAddressStore } from '../../../testing/memory/memory-stores.js';
import { MemorySite, type SettingsGiven } from '../../../testing/memory/memory-site.js';
import { SocialRegistration } from './social-registration.js';
import { UserRowSocialRegistrationStrategy } from './social-registration.strategy.js';

const EXCHANGE = new Exchange({ method: 'POST', url: '/', headers: {}, ip: '192.0.2.1' }, null, new ExpressAdapter());

const GINA: SocialProfile = {
  uid: '42',
  username: 'Gina-Git',
  firstName: 'Gina',
  lastName: 'van der Git',
  email: 'gina@example.com',
  emailVerified: false,
};
const PROVEN = { ...GINA, emailVerified: true };

function identityOf(profile: SocialProfile): SocialIdentity {
  return { provider: 'github', profile, claimedEmail: profile.email, tokens: { accessToken: 'token' } };
}

function siteOf(given: SettingsGiven = {}): MemorySite {
  const site = new MemorySite(given);
  site.clock.set(NOW);
  return site;
}

function registrationOn(site: MemorySite, addresses = site.addresses): SocialRegistration {
  const { settings, usernames, users, identities, mails, tables, events, clock } = site;
  const strategy = new UserRowSocialRegistrationStrategy(users);
  return new SocialRegistration(settings, usernames, strategy, addresses, identities, mails, tables, events, clock);
}

/** In which somebody else writes to a row before it is marked. */
class ChangingEmailAddressStore extends MemoryEmailAddressStore {
  override async verify(): Promise<boolean> {
    return false;
  }
}

const WRITTEN = {
  id: 1,
  username: 'Gina-Git',
  email: 'gina@example.com',
  firstName: 'Gina',
  lastName: 'van der Git',
  password: expect.stringMatching(/^![A-Za-z0-9]{40}$/),
  isActive: true,
  credentialsChangedAt: null,
  dateJoined: NOW,
};
const CONNECTED = {
  id: 2,
  userId: 1,
  provider: 'github',
  uid: '42',
  createdAt: NOW,
  lastLoginAt: NOW,
  sealedTokens: null,
};
const ADDRESS = { id: 3, userId: 1, email: 'gina@example.com', verified: false, primary: true };
const REGISTERED = { type: 'registered', userId: 1 };
const VERIFICATION = { template: 'email-verification', to: 'gina@example.com' };

describe('the registration of somebody whom a provider has identified', () => {
  it('writes user, identity and address, and mails a key for the address that the provider has not proven', async () => {
    const site = siteOf();
    const user = await registrationOn(site).register(identityOf(GINA), EXCHANGE);
    expect(user).toEqual(WRITTEN);
    expect(site.tables.rows).toEqual({
      users: [user],
      addresses: [ADDRESS],
      socialAccounts: [CONNECTED],
      resets: [],
      credentials: [],
      mails: [expect.any(String)],
    });
    expect(site.letters).toEqual([VERIFICATION]);
    expect(await site.happenings()).toEqual([REGISTERED]);
  });

  it('takes the provider’s word for an address that it has proven, and mails nothing', async () => {
    const site = siteOf({ email: { verification: 'mandatory' } });
    await registrationOn(site).register(identityOf(PROVEN), EXCHANGE);
    expect([site.tables.rows.addresses, site.letters]).toEqual([[{ ...ADDRESS, verified: true }], []]);
    expect(await site.happenings()).toEqual([
      REGISTERED,
      { type: 'email_verified', userId: 1, email: 'gina@example.com' },
    ]);
  });

  it.each([
    { verification: 'none', letters: [] },
    { verification: 'optional', letters: [VERIFICATION] },
    { verification: 'mandatory', letters: [VERIFICATION] },
  ] as const)('mails for an unproven address under verification $verification: $letters', async (row) => {
    const site = siteOf({ email: { verification: row.verification } });
    await registrationOn(site).register(identityOf(GINA), EXCHANGE);
    expect([site.tables.rows.addresses, site.letters]).toEqual([[ADDRESS], row.letters]);
  });

  it.each([false, true])('writes no address where the profile has none (proven: %s)', async (emailVerified) => {
    const site = siteOf();
    await registrationOn(site).register(identityOf({ ...GINA, email: '', emailVerified }), EXCHANGE);
    const { users, addresses, mails } = site.tables.rows;
    expect({ users, addresses, mails }).toEqual({ users: [{ ...WRITTEN, email: '' }], addresses: [], mails: [] });
    expect(await site.happenings()).toEqual([REGISTERED]);
  });

  const nameless = { ...GINA, username: '', firstName: '', lastName: '', email: '' };
  it.each([
    { what: 'the name there, as it is', profile: GINA, preserveCase: true, name: 'Gina-Git' },
    { what: 'the name there in small letters', profile: GINA, preserveCase: false, name: 'gina-git' },
    { what: 'else one of the first name', profile: { ...GINA, username: '' }, preserveCase: true, name: 'gina' },
    {
      what: 'else one of the last name',
      profile: { ...nameless, lastName: 'van der Git', email: 'gg@example.com' },
      preserveCase: true,
      name: 'van_der_git',
    },
    {
      what: 'else one of the address',
      profile: { ...nameless, username: 'Gina Git', email: 'gg@example.com' },
      preserveCase: true,
      name: 'gg',
    },
    {
      what: 'else what can be used of the name there',
      profile: { ...nameless, username: 'Gina Git!' },
      preserveCase: true,
      name: 'gina_git',
    },
  ])('gives the user $what', async ({ profile, preserveCase, name }) => {
    const site = siteOf({ username: { preserveCase } });
    const { username } = await registrationOn(site).register(identityOf(profile), EXCHANGE);
    expect(username).toBe(name);
  });

  it('gives another name where the one there is somebody else’s', async () => {
    const site = siteOf();
    await site.users.create(newUser('gina-git'), {});
    const { username } = await registrationOn(site).register(identityOf(GINA), EXCHANGE);
    expect(username).toBe('gina');
  });

  it('writes nothing at all where somebody else has proven the address before', async () => {
    const site = siteOf();
    const other = await site.addresses.create(7, 'gina@example.com', true);
    await site.addresses.verify(other.id, other.email);
    const before = site.tables.rows;
    const registering = registrationOn(site).register(identityOf(PROVEN), EXCHANGE);
    await expect(registering).rejects.toEqual(new UniqueViolation());
    expect(site.tables.rows).toEqual(before);
    expect(await site.happenings()).toEqual([]);
  });

  it('writes nothing at all where the address cannot be marked as proven', async () => {
    const site = siteOf();
    const before = site.tables.rows;
    const registration = registrationOn(site, new ChangingEmailAddressStore(site.tables));
    await expect(registration.register(identityOf(PROVEN), EXCHANGE)).rejects.toEqual(new UniqueViolation());
    expect(site.tables.rows).toEqual(before);
    expect(await site.happenings()).toEqual([]);
  });

  it('writes nothing at all where somebody else has the identity by now', async () => {
    const site = siteOf();
    await site.identities.connect(7, identityOf(GINA));
    const before = site.tables.rows;
    await expect(registrationOn(site).register(identityOf(GINA), EXCHANGE)).rejects.toEqual(new UniqueViolation());
    expect(site.tables.rows).toEqual(before);
    expect(await site.happenings()).toEqual([]);
  });
});
