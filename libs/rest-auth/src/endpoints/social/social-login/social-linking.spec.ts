import { ExpressAdapter } from '@nestjs/platform-express';

import type { SocialIdentity } from '../../../accounts/social-accounts/social-profile.js';
import type { AuthUser, UserId } from '../../../accounts/users/auth-user.js';
import type { UserStore } from '../../../accounts/users/user.store.js';
import { Exchange } from '../../../http/exchange.js';
import { addSeconds } from '../../../kernel/clock.js';
import { notAuthenticated } from '../../../kernel/errors.js';
import { UniqueViolation } from '../../../kernel/unit-of-work.js';
import { newUser, NOW } from '../../../testing/contracts/samples.js';
import { MemoryUserStore } from '../../../testing/memory/memory-stores.js';
import { MemorySite, type SettingsGiven } from '../../../testing/memory/memory-site.js';
import { SocialLinking } from './social-linking.js';

const EXCHANGE = new Exchange({ method: 'POST', url: '/', headers: {}, ip: '192.0.2.1' }, null, new ExpressAdapter());

const IDENTITY: SocialIdentity = {
  provider: 'github',
  profile: {
    uid: '42',
    username: 'alice-at-github',
    firstName: '',
    lastName: '',
    email: 'alice@example.com',
    emailVerified: true,
  },
  claimedEmail: 'alice@example.com',
  tokens: { accessToken: 'a token of the provider’s' },
};

/** Alice and Bob, each with an identity, a login, and a reset under way; and who links. */
async function siteOf(given: SettingsGiven = {}, credentialsChangedAt: Date | null = null) {
  const site = new MemorySite(given);
  site.clock.set(NOW);
  const alice = await site.users.create(newUser('alice', { password: 'Alice’s hash', credentialsChangedAt }), {});
  const bob = await site.users.create(newUser('bob', { password: 'Bob’s hash' }), {});
  for (const user of [alice, bob]) {
    const uid = `${user.username} there`;
    for (const provider of ['facebook', 'twitter']) {
      await site.socialAccounts.create({ userId: user.id, provider, uid, createdAt: NOW, sealedTokens: null });
    }
    await site.issuer.issue(user, 'password', EXCHANGE);
    await site.resets.create(`reset of ${user.username}`, user.id, '', addSeconds(NOW, 60));
  }
  return { site, alice, bob };
}

/** The use case over the site's collaborators, or over other users. */
function linkingOn(site: MemorySite, users: UserStore = site.users): SocialLinking {
  const { resets, socialAccounts, identities, issuer, mails, tables, events, clock } = site;
  return new SocialLinking(users, resets, socialAccounts, identities, issuer, mails, tables, events, clock);
}

const CONNECTED = (userId: UserId) => ({ type: 'social_account_connected', userId, provider: 'github' });

/** Users of whom one is deleted while the identity is linked. */
class VanishingUserStore extends MemoryUserStore {
  override async findById(): Promise<AuthUser | null> {
    return null;
  }

  override async replacePassword(): Promise<boolean> {
    return true;
  }
}

describe('linking an identity to whoever has proven its address', () => {
  it('answers the user as it is then: with no password, and with credentials from before void', async () => {
    const { site, alice } = await siteOf();
    expect(await linkingOn(site).link(alice, IDENTITY, EXCHANGE)).toEqual({
      ...alice,
      password: expect.stringMatching(/^![A-Za-z0-9]{40}$/),
      credentialsChangedAt: NOW,
    });
  });

  it('takes away what may be somebody else’s, and nothing of another user’s', async () => {
    const { site, alice, bob } = await siteOf();
    const before = site.tables.rows;
    const linked = await linkingOn(site).link(alice, IDENTITY, EXCHANGE);
    const ofBob = ({ userId }: { userId: UserId }) => userId === bob.id;
    expect(site.tables.rows).toEqual({
      users: [linked, bob],
      addresses: [],
      socialAccounts: [
        ...before.socialAccounts.filter(ofBob),
        {
          id: expect.any(Number),
          userId: alice.id,
          provider: 'github',
          uid: '42',
          createdAt: NOW,
          lastLoginAt: NOW,
          sealedTokens: null,
        },
      ],
      resets: before.resets.filter(ofBob),
      credentials: before.credentials.filter(ofBob),
      mails: [],
    });
  });

  it('tells of each identity that is gone, and of the one that has come', async () => {
    const { site, alice } = await siteOf();
    await linkingOn(site).link(alice, IDENTITY, EXCHANGE);
    expect(await site.happenings()).toEqual([
      { type: 'social_account_disconnected', userId: alice.id, provider: 'facebook' },
      { type: 'social_account_disconnected', userId: alice.id, provider: 'twitter' },
      CONNECTED(alice.id),
    ]);
  });

  it('tells the user by mail where the options say so', async () => {
    const { site, alice } = await siteOf({ notices: { socialAccountConnected: true } });
    await linkingOn(site).link(alice, IDENTITY, EXCHANGE);
    expect(site.letters).toEqual([{ template: 'social-account-connected', to: 'alice@example.com' }]);
  });

  it('is a later change than the last one, even within one millisecond', async () => {
    const { site, alice } = await siteOf({}, NOW);
    const { credentialsChangedAt } = await linkingOn(site).link(alice, IDENTITY, EXCHANGE);
    expect(credentialsChangedAt).toEqual(new Date(NOW.getTime() + 1));
  });

  it('does nothing where the password was changed since the user was looked up', async () => {
    const { site, alice } = await siteOf();
    await site.users.replacePassword(alice, 'a newer hash', NOW);
    const before = site.tables.rows;
    await expect(linkingOn(site).link(alice, IDENTITY, EXCHANGE)).rejects.toEqual(new UniqueViolation());
    expect(site.tables.rows).toEqual(before);
    expect(await site.happenings()).toEqual([]);
  });

  it('undoes everything where somebody else has the identity by now', async () => {
    const { site, alice, bob } = await siteOf({ notices: { socialAccountConnected: true } });
    await site.identities.connect(bob.id, IDENTITY);
    const before = site.tables.rows;
    await expect(linkingOn(site).link(alice, IDENTITY, EXCHANGE)).rejects.toEqual(new UniqueViolation());
    expect(site.tables.rows).toEqual(before);
    expect(await site.happenings()).toEqual([]);
  });

  it('lets nobody in who was deleted meanwhile, and undoes everything', async () => {
    const { site, alice } = await siteOf();
    const before = site.tables.rows;
    const linking = linkingOn(site, new VanishingUserStore(site.tables));
    await expect(linking.link(alice, IDENTITY, EXCHANGE)).rejects.toEqual(notAuthenticated());
    expect(site.tables.rows).toEqual(before);
    expect(await site.happenings()).toEqual([]);
  });
});
