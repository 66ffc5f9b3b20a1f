import { AssertionError } from 'node:assert';

import type { AuthUser, NewUser, PORTS, ThrottleStore } from 'nestjs-rest-auth';
import {
  authEventsContract,
  clockContract,
  type Contract,
  credentialPresenterContract,
  emailAddressStoreContract,
  linkBuilderContract,
  loginFailureStoreContract,
  loginPolicyContract,
  mailerContract,
  messageCatalogueContract,
  outboxStoreContract,
  passwordAuthenticatorContract,
  passwordHasherContract,
  passwordPolicyContract,
  passwordResetStoreContract,
  refreshFamilyStoreContract,
  registrationStrategyContract,
  sessionStoreContract,
  socialAccountStoreContract,
  socialClientStoreContract,
  socialRegistrationStrategyContract,
  throttleStoreContract,
  tokenClaimsContract,
  tokenCreatorContract,
  tokenStoreContract,
  unitOfWorkContract,
  userPresenterContract,
  userStoreContract,
} from 'nestjs-rest-auth/testing';

import { applicationsOn } from '../support/applications.js';
import { defaultFixtures } from './default-fixtures.js';

/** An implementation that breaks a promise: what it does, the contract run on it, and the promise. */
type Breach = readonly [what: string, contract: Contract, promise: string];

const fixtures = defaultFixtures(applicationsOn('sqlite'));

/** The same port, doing some things otherwise. */
function but<Port extends object>(port: Port, otherwise: Partial<Port>): Port {
  return new Proxy(port, {
    get: (target, property) => Reflect.get(property in otherwise ? otherwise : target, property),
  });
}

/** The same fixture over a store that does some things otherwise. */
function over<Fixture extends { store: object }>(
  make: () => Promise<Fixture>,
  otherwise: (store: Fixture['store']) => Partial<Fixture['store']>,
): () => Promise<Fixture> {
  return async () => {
    const fixture = await make();
    return { ...fixture, store: but(fixture.store, otherwise(fixture.store)) };
  };
}

/** A port that is missing here does not compile. */
const BREACHES: { readonly [Port in keyof typeof PORTS]: readonly [Breach, ...Breach[]] } = {
  userStore: [
    [
      'overlooks what was written meanwhile',
      userStoreContract(
        over(fixtures.userStore, (store) => ({
          replacePassword: async (user, password) => {
            await store.update(user, { password });
            return true;
          },
        })),
      ),
      'lets one of ten renew a hash at once',
    ],
    [
      'knows a name only as it was typed',
      userStoreContract(
        over(fixtures.userStore, (store) => ({
          findByUsername: async (username) => {
            const user = await store.findByUsername(username);
            return user?.username === username ? user : null;
          },
        })),
      ),
      'finds a user by the name in any letter case',
    ],
  ],
  emailAddressStore: [
    [
      'takes what anybody has proven for proven by all',
      emailAddressStoreContract(
        over(fixtures.emailAddressStore, (store) => ({
          isVerified: async (_, email) => (await store.findByEmail(email, 1)).some(({ verified }) => verified),
        })),
      ),
      'knows which user has proven which address, in any letter case',
    ],
    [
      'says each time that it has verified',
      emailAddressStoreContract(
        over(fixtures.emailAddressStore, (store) => ({
          verify: async (id, email) => (await store.verify(id, email)) || true,
        })),
      ),
      'verifies a row once, of ten times at once',
    ],
  ],
  tokenStore: [
    [
      'spares none',
      tokenStoreContract(
        over(fixtures.tokenStore, (store) => ({ deleteByUser: (userId) => store.deleteByUser(userId, null) })),
      ),
      'spares the one token that it is told to, of all of a user’s',
    ],
  ],
  refreshFamilyStore: [
    [
      'lets everybody win',
      refreshFamilyStoreContract(
        over(fixtures.refreshFamilyStore, (store) => ({
          rotate: async (id, rotation) => (await store.rotate(id, rotation)) || true,
        })),
      ),
      'lets one of ten rotate at once',
    ],
    [
      'overlooks who was told to go',
      refreshFamilyStoreContract(
        over(fixtures.refreshFamilyStore, (store) => ({
          endByUser: (userId, _, at) => store.endByUser(userId, null, at),
        })),
      ),
      'ends all of a user’s families but one, and nobody else’s',
    ],
  ],
  sessionStore: [
    [
      'leaves the old id good',
      sessionStoreContract(over(fixtures.sessionStore, () => ({ renew: () => Promise.resolve() }))),
      'puts a session under a new id and another version, in the same row; the old id is void',
    ],
  ],
  socialAccountStore: [
    [
      'counts first and removes then',
      socialAccountStoreContract(
        over(fixtures.socialAccountStore, (store) => ({
          remove: async (userId, id, keepOneOf) => {
            const accounts = (await store.listByUser(userId)).filter(({ provider }) => keepOneOf.includes(provider));
            const isLast = accounts.length === 1 && accounts[0]?.id === id;
            return isLast ? 'is_last' : store.remove(userId, id, []);
          },
        })),
      ),
      'keeps one account of a user’s ten, when each of them is removed at once',
    ],
    [
      'counts accounts by which nobody can log in',
      socialAccountStoreContract(
        over(fixtures.socialAccountStore, (store) => ({
          remove: (userId, id, keepOneOf) =>
            store.remove(userId, id, keepOneOf.length > 0 ? ['github', 'facebook', 'twitter'] : []),
        })),
      ),
      'does not count an account at a provider that is not named',
    ],
    [
      'knows a uid in any letter case',
      socialAccountStoreContract(
        over(fixtures.socialAccountStore, (store) => ({
          find: (provider, uid) => store.find(provider, uid.toLowerCase()),
        })),
      ),
      'finds nothing by another provider, nor by another uid, however alike',
    ],
    [
      'forgets the tokens at a login that has none',
      socialAccountStoreContract(
        over(fixtures.socialAccountStore, (store) => ({
          noteLogin: (id, at, sealedTokens) => store.noteLogin(id, at, sealedTokens ?? ''),
        })),
      ),
      'keeps the newest tokens that it is given: a login without any leaves those that are there',
    ],
  ],
  passwordResetStore: [
    [
      'gives a reset to whoever asks',
      passwordResetStoreContract(
        over(fixtures.passwordResetStore, (store) => ({ consume: async (id) => (await store.consume(id)) || true })),
      ),
      'gives a reset to one of ten who take it at once, and to nobody later',
    ],
  ],
  outboxStore: [
    [
      'leaves an entry to nobody',
      outboxStoreContract(over(fixtures.outboxStore, (store) => ({ claim: (now) => store.claim(now, now) }))),
      'gives an entry to one of ten senders who ask at once',
    ],
  ],
  unitOfWork: [
    [
      'opens no transaction',
      unitOfWorkContract(async () => {
        const fixture = await fixtures.unitOfWork();
        return { ...fixture, work: but(fixture.work, { run: (work) => work() }) };
      }),
      'keeps nothing of a work that throws, and throws that on',
    ],
    [
      'waits for no commit',
      unitOfWorkContract(async () => {
        const fixture = await fixtures.unitOfWork();
        return { ...fixture, work: but(fixture.work, { afterCommit: (effect) => void effect() }) };
      }),
      'does nothing of what was to come after a commit that did not happen',
    ],
  ],
  passwordHasher: [
    [
      'answers at once where there is no user',
      passwordHasherContract(async () => {
        const hasher = await fixtures.passwordHasher();
        return but(hasher, { verify: async (password, hash) => hash !== null && hasher.verify(password, hash) });
      }),
      'works as hard where nothing can match',
    ],
    [
      'keeps passwords as they are',
      passwordHasherContract(() => ({
        hash: async (password: string) => `plain:${password}`,
        verify: async (password: string, hash: string | null) => hash === `plain:${password}`,
        needsRehash: () => false,
        assertRoom: () => undefined,
      })),
      'puts no password into its hash',
    ],
  ],
  passwordPolicy: [
    [
      'finds every password good',
      passwordPolicyContract(() => ({
        policy: { problems: () => Promise.resolve([]) },
        good: ['Wonder-land9'],
        bad: ['password'],
      })),
      'says what is wrong with a bad one, whether its owner is known or not',
    ],
  ],
  passwordAuthenticator: [
    [
      'checks no password where there is no user',
      passwordAuthenticatorContract(async () => {
        const fixture = await fixtures.passwordAuthenticator();
        const { authenticator, login } = fixture;
        return {
          ...fixture,
          authenticator: {
            authenticate: async (credentials) =>
              credentials.username === login.username ? authenticator.authenticate(credentials) : null,
          },
        };
      }),
      'does the same work for everybody, so that time tells nothing',
    ],
  ],
  loginPolicy: [
    [
      'refuses by an error of its own',
      loginPolicyContract(async () => ({
        ...(await fixtures.loginPolicy()),
        policy: { check: () => Promise.reject(new Error('Not today.')) },
      })),
      'refuses by field errors that say why',
    ],
  ],
  registrationStrategy: [
    [
      'writes nobody',
      registrationStrategyContract(async () => ({
        ...(await fixtures.registrationStrategy()),
        strategy: { save: async (user: NewUser): Promise<AuthUser> => ({ ...user, id: 1 }) },
      })),
      'writes the user, with the hash that it is given, and answers it',
    ],
  ],
  socialRegistrationStrategy: [
    [
      'gives everybody one password',
      socialRegistrationStrategyContract(async () => {
        const fixture = await fixtures.socialRegistrationStrategy();
        const save = (user: NewUser) => fixture.users.create({ ...user, password: 'github' }, {});
        return { ...fixture, strategy: { save } };
      }),
      'writes the user, with the password that nobody can have, and answers it',
    ],
    [
      'answers who has the name already',
      socialRegistrationStrategyContract(async () => {
        const fixture = await fixtures.socialRegistrationStrategy();
        const { users } = fixture;
        const save = async (user: NewUser): Promise<AuthUser> =>
          (await users.findByUsername(user.username)) ?? users.create(user, {});
        return { ...fixture, strategy: { save } };
      }),
      'tells that a name is taken',
    ],
  ],
  socialClientStore: [
    [
      'is one client everywhere',
      socialClientStoreContract(async () => {
        const { store, mount } = await fixtures.socialClientStore();
        return { store: { find: () => store.find(mount) }, mount };
      }),
      'answers none for a provider that it does not know, and does not fail',
    ],
    [
      'has an id and no secret',
      socialClientStoreContract(() => ({
        store: { find: async (mount: string) => (mount === 'github' ? [{ id: 'Iv1.web', secret: '' }] : []) },
        mount: 'github',
      })),
      'answers the clients of a provider, each with an id and a secret',
    ],
  ],
  userPresenter: [
    [
      'shows the whole row',
      userPresenterContract(async () => ({
        ...(await fixtures.userPresenter()),
        presenter: { present: (user: AuthUser) => user },
      })),
      'shows no password and nothing of its hash',
    ],
  ],
  credentialPresenter: [
    [
      'tells the cookies too',
      credentialPresenterContract(async () => ({
        ...(await fixtures.credentialPresenter()),
        presenter: { present: (issued) => issued, presentRefreshed: (refreshed) => refreshed },
      })),
      'tells neither what is in cookies nor the password’s hash',
    ],
  ],
  tokenClaims: [
    [
      'tells the hash',
      tokenClaimsContract(async () => ({
        ...(await fixtures.tokenClaims()),
        claims: { claims: ({ password }: AuthUser) => ({ password }) },
      })),
      'tells nothing of the password’s hash, for whoever holds a token can read it',
    ],
  ],
  tokenCreator: [
    [
      'keeps no key',
      tokenCreatorContract(async () => ({
        ...(await fixtures.tokenCreator()),
        creator: { create: () => Promise.resolve('open-sesame') },
      })),
      'answers a key that the store knows as its user’s',
    ],
  ],
  mailer: [
    [
      'never says that a mail was not taken',
      mailerContract(() => {
        const fixture = fixtures.mailer();
        return { ...fixture, mailer: { send: (mail) => fixture.mailer.send(mail).catch(() => undefined) } };
      }),
      'throws when a mail is not taken, and hands on what comes later',
    ],
  ],
  linkBuilder: [
    [
      'forgets the token',
      linkBuilderContract(() => ({
        passwordReset: (uid: string) => `https://app.example/reset/${uid}`,
        emailVerification: (key: string) => `https://app.example/confirm/${key}`,
      })),
      'carries to the page of a reset all that it must send',
    ],
  ],
  messageCatalogue: [
    [
      'leaves placeholders as they are',
      messageCatalogueContract(() => ({ text: () => 'At most {max} characters.' })),
      'fills in what a text speaks of',
    ],
  ],
  loginFailureStore: [
    [
      'counts one more than it may',
      loginFailureStoreContract(
        over(fixtures.loginFailureStore, (store) => ({
          take: (key, limit, now, endsAt) => store.take(key, limit + 1, now, endsAt),
        })),
      ),
      'counts as many as the limit says, of ten at once',
    ],
  ],
  throttleStore: [
    [
      'counts what it refuses',
      throttleStoreContract(() => {
        const fixture = fixtures.throttleStore();
        const increment: ThrottleStore['increment'] = async (key, ttl, limit, block, name) => {
          const record = await fixture.store.increment(key, ttl, limit, block, name);
          // The oldest hit goes for the one that was refused.
          if (record.isBlocked) await fixture.store.increment(key, ttl, limit + 1, block, name);
          return record;
        };
        return { ...fixture, store: but(fixture.store, { increment }) };
      }),
      'counts nothing that is one too many, so that asking on does not lengthen the wait',
    ],
  ],
  clock: [['tells no moment', clockContract(() => ({ now: () => new Date('five past noon') })), 'tells a moment']],
  events: [
    [
      'fails at what it does not know',
      authEventsContract(() => ({
        emit: ({ type }) => {
          if (type !== 'logged_in') throw new Error(`There is no ${type}.`);
        },
      })),
      'takes every event there is',
    ],
  ],
};

const ALL = Object.entries(BREACHES).flatMap(([port, breaches]) =>
  breaches.map(([what, contract, promise]) => ({ port, what, contract, promise })),
);

describe('the contracts refuse', () => {
  it.each(ALL)('the $port that $what', async ({ contract, promise }) => {
    const found = contract.find(({ name }) => name === promise);
    await expect(found?.run()).rejects.toThrow(AssertionError);
  });
});
