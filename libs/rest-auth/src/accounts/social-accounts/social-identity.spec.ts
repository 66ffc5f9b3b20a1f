import type { SocialAccount } from './social-account.store.js';
import {
  type AddressHolder,
  decideSocialIdentity,
  type IdentityDecision,
  type IdentityRules,
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

const LOGIN: IdentityRules = {
  callerId: null,
  uniqueEmail: true,
  emailLinking: 'never',
  registration: true,
  needsEmail: false,
};
const LINKING: IdentityRules = { ...LOGIN, emailLinking: 'verified' };
const SHARED: IdentityRules = { ...LOGIN, uniqueEmail: false };
const MANDATORY: IdentityRules = { ...LOGIN, needsEmail: true };
const CLOSED: IdentityRules = { ...LOGIN, registration: false };
const BY_ALICE: IdentityRules = { ...LINKING, callerId: 1 };
const BY_BOB: IdentityRules = { ...LINKING, callerId: 2 };

const USE: IdentityDecision = { act: 'use', account: OF_ALICE };
const REGISTER: IdentityDecision = { act: 'register' };
const CONNECT: IdentityDecision = { act: 'connect' };
const LINK_ALICE: IdentityDecision = { act: 'link', userId: 1 };
const LINK_BOB: IdentityDecision = { act: 'link', userId: 2 };
const CLAIMED: IdentityDecision = { act: 'refuse', code: 'email_taken', isProvenElsewhere: false };
const TAKEN: IdentityDecision = { act: 'refuse', code: 'email_taken', isProvenElsewhere: true };
const CONNECTED: IdentityDecision = { act: 'refuse', code: 'social_account_taken' };
const UNPROVABLE: IdentityDecision = { act: 'refuse', code: 'email_not_verified' };
const REFUSED: IdentityDecision = { act: 'refuse', code: 'registration_closed' };

type Row = [what: string, SocialProfile, SocialAccount | null, AddressHolder[], IdentityRules, IdentityDecision];

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
  ['connecting one without an address that must be proven',    NAMELESS, null,     NOBODY,       { ...MANDATORY, callerId: 2 }, CONNECT],
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
  // Connecting: the caller gets it, or it is theirs, or it stays whose it is. Addresses have no say.
  ['connecting a new identity',                                PROFILE,  null,     NOBODY,       BY_BOB,   CONNECT],
  ['connecting one with another user’s proven address',        PROFILE,  null,     ALICE_PROVED, BY_BOB,   CONNECT],
  ['connecting where nobody may register',                     PROFILE,  null,     NOBODY,       { ...CLOSED, callerId: 2 }, CONNECT],
  ['connecting one’s own once more',                           PROFILE,  OF_ALICE, NOBODY,       BY_ALICE, USE],
  ['connecting one’s own, keys read as texts',                 PROFILE,  OF_ALICE, NOBODY,       { ...BY_ALICE, callerId: '1' }, USE],
  ['connecting another user’s',                                PROFILE,  OF_ALICE, NOBODY,       BY_BOB,   CONNECTED],
  ['connecting another user’s with one’s own address',         PROFILE,  OF_ALICE, [{ userId: 2, hasProven: true }], BY_BOB, CONNECTED],
];

describe('whose an identity is', () => {
  it.each(TABLE)('%s', (_, profile, account, holders, rules, decision) => {
    expect(decideSocialIdentity(profile, { account, holders }, rules)).toEqual(decision);
  });
});
