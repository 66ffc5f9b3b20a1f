import { message } from '../../../kernel/messages.js';
import type { PasswordOwner } from '../password.policy.js';
import { userAttributeSimilarity } from './user-attribute-similarity.js';

const NOBODY: PasswordOwner = { username: '', firstName: '', lastName: '', email: '' };

/** The user of Django's own examples. */
const TESTCLIENT: PasswordOwner = {
  username: 'testclient',
  firstName: 'Test',
  lastName: 'Client',
  email: 'testclient@example.com',
};

const ALICE: PasswordOwner = {
  username: 'alice',
  firstName: 'Alice-Jane',
  lastName: 'Liddell',
  email: 'cheshire.cat@wonderland.example',
};

describe('userAttributeSimilarity', () => {
  it.each([
    { password: 'testclient', attribute: 'username' },
    { password: 'example.com', attribute: 'email address' },
  ])("tells Django's example, $password, from its $attribute", ({ password, attribute }) => {
    expect(userAttributeSimilarity(password, TESTCLIENT)).toEqual(message('password_too_similar', { attribute }));
  });

  it.each([
    { what: 'the username', password: 'alice', attribute: 'username' },
    { what: 'the username in capitals', password: 'ALICE', attribute: 'username' },
    { what: 'the username backwards', password: 'ecila', attribute: 'username' },
    { what: 'the username and a little more', password: 'alice123', attribute: 'username' },
    { what: 'the whole first name', password: 'alice-jane99', attribute: 'first name' },
    { what: 'one word of the first name', password: 'jane12', attribute: 'first name' },
    { what: 'the last name', password: 'liddell1862', attribute: 'last name' },
    { what: 'the whole address', password: 'cheshire.cat@wonderland', attribute: 'email address' },
    { what: 'a word of the address before the @', password: 'cheshire!', attribute: 'email address' },
    { what: 'a word of the address after the @', password: 'wonderlander1', attribute: 'email address' },
  ])('refuses $what ($password)', ({ password, attribute }) => {
    expect(userAttributeSimilarity(password, ALICE)).toEqual(message('password_too_similar', { attribute }));
  });

  it('tells the first of several attributes only, in the order username, first name, last name, email address', () => {
    const same = { username: 'cheshire', firstName: 'cheshire', lastName: 'cheshire', email: 'cheshire' };
    const told = [
      same,
      { ...same, username: '' },
      { ...same, username: '', firstName: '' },
      { ...same, username: '', firstName: '', lastName: '' },
    ].map((owner) => userAttributeSimilarity('cheshire', owner));
    expect(told).toEqual(
      ['username', 'first name', 'last name', 'email address'].map((attribute) =>
        message('password_too_similar', { attribute }),
      ),
    );
  });

  it.each([
    { share: '14 of 20, which is 0.7', username: 'abcdefghij', password: 'abcdefgxyz', similar: true },
    { share: '12 of 20, which is 0.6', username: 'abcdefghij', password: 'abcdefwxyz', similar: false },
    { share: '10 of 10 in another order', username: 'abcde', password: 'edcba', similar: true },
    {
      share: '4 of 10, since a character counts as often as both have it',
      username: 'aabbb',
      password: 'aaaaa',
      similar: false,
    },
    { share: '8 of 11, counting an emoji as one', username: '🔑🔑🔑🔑', password: '🔑🔑🔑🔑abc', similar: true },
  ])('weighs a share of $share', ({ username, password, similar }) => {
    const answer = userAttributeSimilarity(password, { ...NOBODY, username });
    expect(answer).toEqual(similar ? message('password_too_similar', { attribute: 'username' }) : null);
  });

  it.each([
    { script: 'Greek', username: 'αλίκη-λίντελ', password: 'ΛΊΝΤΕΛ1' },
    { script: 'Cyrillic', username: 'алиса.лидделл', password: 'алиса12' },
    { script: 'Japanese', username: 'ありす・りでる', password: 'りでる1' },
  ])('finds the words of a name in $script', ({ username, password }) => {
    const answer = userAttributeSimilarity(password, { ...NOBODY, username });
    expect(answer).toEqual(message('password_too_similar', { attribute: 'username' }));
  });

  it.each([
    { between: 'several blanks and signs', username: 'cheshire - cat!' },
    { between: 'a line break', username: 'cheshire\ncat' },
    { between: 'an apostrophe', username: 'cheshire’cat' },
  ])('takes a name apart at $between', ({ username }) => {
    expect(userAttributeSimilarity('cheshire', { ...NOBODY, username })).toEqual(
      message('password_too_similar', { attribute: 'username' }),
    );
  });

  it.each([
    { with: 'an underscore', username: 'cat_in_a_hat' },
    { with: 'digits', username: 'cat4in4a4hat' },
  ])('leaves a word with $with whole', ({ username }) => {
    expect(userAttributeSimilarity('cat', { ...NOBODY, username })).toBeNull();
  });

  it('takes an empty password for the nothing that stands beside a sign, as Django does', () => {
    expect(userAttributeSimilarity('', { ...NOBODY, username: 'alice!' })).toEqual(
      message('password_too_similar', { attribute: 'username' }),
    );
    for (const username of ['alice', 'cheshire - cat']) {
      expect(userAttributeSimilarity('', { ...NOBODY, username })).toBeNull();
    }
  });

  it.each([
    { what: 'a password of other characters', password: 'Looking-glass7', owner: ALICE },
    { what: 'a password that is far longer than the name in it', password: 'alice in the looking-glass', owner: ALICE },
    { what: 'any password where no attribute is filled in', password: 'alice', owner: NOBODY },
    { what: 'an empty password where no attribute is filled in', password: '', owner: NOBODY },
    { what: 'a password of 100 000 characters', password: 'alice'.repeat(20_000), owner: ALICE },
    { what: 'any password where nobody is known', password: 'alice', owner: null },
  ])('takes $what', ({ password, owner }) => {
    expect(userAttributeSimilarity(password, owner)).toBeNull();
  });
});
