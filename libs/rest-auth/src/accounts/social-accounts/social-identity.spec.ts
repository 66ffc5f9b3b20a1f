import type { SocialAccount } from './social-account.store.js';
import {
  type AddressHolder,
  type ConnectDecision,
  type ConnectRules,
  decideSocialIdentity,
  type LoginDecision,
  type LoginRules,
} from './social-identity.js';
import type { SocialProfile } from './social-profile.js';

const NOW = new Date('2031-05-06T07:08:09.123Z');
const OF_ALICE: SocialAccount = {
  id: 7,
  userId: 1,
  provider: 'github',
  uid: '42',
  createdAt: NOW,
  lastLoginAt: NOW,
  sealedTokens: null,
};
const PROFILE: SocialProfile = {
  uid: '42',
  username: 'gina',
  firstName: 'Gina',
  lastName: 'Git',
  email: 'gina@example.com',
  emailVerified: true,
};
const UNPROVEN = { ...PROFILE, emailVerified: false };
const NAMELESS = { ...UNPROVEN, email: '' };

const NOBODY: AddressHolder[] = [];
const ALICE_CLAIMS: AddressHolder[] = [{ userId: 1, hasProven: false }];
const ALICE_PROVED: AddressHolder[] = [{ userId: 1, hasProven: true }];
const BOTH_PROVED: AddressHolder[] = [
  { userId: 1, hasProven: true },
  { userId: 2, hasProven: true },
];
const ONE_OF_TWO: AddressHolder[] = [
  { userId: 1, hasProven: false },
  { userId: 2, hasProven: true },
];

const LOGIN: LoginRules = {
  uniqueEmail: true,
  emailLinking: 'never',
  registration: true,
  needsEmail: false,
};
const LINKING: LoginRules = { ...LOGIN, emailLinking: 'verified' };
const SHARED: LoginRules = { ...LOGIN, uniqueEmail: false };
const MANDATORY: LoginRules = { ...LOGIN, needsEmail: true };
const CLOSED: LoginRules = { ...LOGIN, registration: false };
const BY_ALICE: ConnectRules = { callerId: 1 };
const BY_BOB: ConnectRules = { callerId: 2 };

const USE = { act: 'use', account: OF_ALICE } as const;
const REGISTER: LoginDecision = { act: 'register' };
const CONNECT: ConnectDecision = { act: 'connect' };
const LINK_ALICE: LoginDecision = { act: 'link', userId: 1 };
const LINK_BOB: LoginDecision = { act: 'link', userId: 2 };
const CLAIMED: LoginDecision = { act: 'refuse', code: 'email_taken', isProvenElsewhere: false };
const TAKEN: LoginDecision = { act: 'refuse', code: 'email_taken', isProvenElsewhere: true };
const CONNECTED: ConnectDecision = { act: 'refuse', code: 'social_account_taken' };
const UNPROVABLE: LoginDecision = { act: 'refuse', code: 'email_not_verified' };
const REFUSED: LoginDecision = { act: 'refuse', code: 'registration_closed' };

type Row = [what: string, SocialProfile, SocialAccount | null, AddressHolder[], LoginRules, LoginDecision];
type ConnectRow = [what: string, SocialProfile, SocialAccount | null, ConnectRules, ConnectDecision];

// prettier-ignore
const TABLE: Row[] = [
  // A login by an identity that is known: whatever the address, and whatever the rules.
  ['a known identity',                                         PROFILE,  OF_ALICE, NOBODY,       LOGIN,    USE],
  ['a known identity with another user’s address',             PROFILE,  OF_ALICE, ONE_OF_TWO,   LINKING,  USE],
  ['a known identity where nobody may register',               PROFILE,  OF_ALICE, NOBODY,       CLOSED,   USE],
  // A login by one that is not.
  ['a new identity',                                           PROFILE,  null,     NOBODY,       LOGIN,    REGISTER],
  ['a new identity with an unproven address',                  UNPROVEN, null,     NOBODY,       LOGIN,    REGISTER],
  ['a new identity where nobody may register',                 PROFILE,  null,     NOBODY,       CLOSED,   REFUSED],
  ['an address that somebody claims',                          PROFILE,  null,     ALICE_CLAIMS, LOGIN,    CLAIMED],
  ['an address that somebody has proven',                      PROFILE,  null,     ALICE_PROVED, LOGIN,    TAKEN],
  ['an unproven address that somebody has proven',             UNPROVEN, null,     ALICE_PROVED, LOGIN,    TAKEN],
  ['somebody’s address where nobody may register',             PROFILE,  null,     ALICE_PROVED, CLOSED,   TAKEN],
  ['an address that may be several users’',                    PROFILE,  null,     ALICE_PROVED, SHARED,   REGISTER],
  ['a new identity without an address',                        NAMELESS, null,     NOBODY,       LOGIN,    REGISTER],
  ['a new identity without the address that must be proven',   NAMELESS, null,     NOBODY,       MANDATORY, UNPROVABLE],
  ['a new identity with an address that must be proven',       UNPROVEN, null,     NOBODY,       MANDATORY, REGISTER],
  ['a known identity without the address that must be proven', NAMELESS, OF_ALICE, NOBODY,       MANDATORY, USE],
  // The same where proven addresses link.
  ['linking: proven here and there',                           PROFILE,  null,     ALICE_PROVED, LINKING,  LINK_ALICE],
  ['linking: proven here and there, claimed by another',       PROFILE,  null,     ONE_OF_TWO,   LINKING,  LINK_BOB],
  ['linking: proven here alone',                               UNPROVEN, null,     ALICE_PROVED, LINKING,  TAKEN],
  ['linking: proven there alone',                              PROFILE,  null,     ALICE_CLAIMS, LINKING,  CLAIMED],
  ['linking: proven nowhere',                                  UNPROVEN, null,     ALICE_CLAIMS, LINKING,  CLAIMED],
  ['linking: proven by two',                                   PROFILE,  null,     BOTH_PROVED,  LINKING,  TAKEN],
  ['linking: nobody’s address',                                PROFILE,  null,     NOBODY,       LINKING,  REGISTER],
  ['linking where nobody may register',                        PROFILE,  null,     ALICE_PROVED, { ...CLOSED, emailLinking: 'verified' }, LINK_ALICE],
  ['linking where addresses may be several users’',            PROFILE,  null,     ALICE_PROVED, { ...SHARED, emailLinking: 'verified' }, LINK_ALICE],
  ['linking: proven by two where they may',                    PROFILE,  null,     BOTH_PROVED,  { ...SHARED, emailLinking: 'verified' }, REGISTER],
];

// prettier-ignore
const CONNECTING: ConnectRow[] = [
  ['a new identity',                           PROFILE,  null,     BY_BOB,            CONNECT],
  ['one without an address',                   NAMELESS, null,     BY_BOB,            CONNECT],
  ['one’s own once more',                      PROFILE,  OF_ALICE, BY_ALICE,          USE],
  ['one’s own, keys read as texts',            PROFILE,  OF_ALICE, { callerId: '1' }, USE],
  ['another user’s',                           PROFILE,  OF_ALICE, BY_BOB,            CONNECTED],
];

describe('whose an identity is', () => {
  it.each(TABLE)('at a login: %s', (_, profile, account, holders, rules, decision) => {
    expect(decideSocialIdentity(profile, { account, holders }, rules)).toEqual(decision);
  });

  it.each(CONNECTING)('where it is connected: %s', (_, profile, account, rules, decision) => {
    expect(decideSocialIdentity(profile, { account }, rules)).toEqual(decision);
  });
});
