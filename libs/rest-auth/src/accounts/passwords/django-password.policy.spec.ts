import { Test } from '@nestjs/testing';

import { message } from '../../kernel/messages.js';
import { documentedDefaults } from '../../rest-auth.defaults.js';
import { RestAuthSettings, type PasswordValidatorName } from '../../rest-auth.settings.js';
import { DjangoPasswordPolicy } from './django-password.policy.js';
import { PasswordPolicy, type PasswordOwner } from './password.policy.js';

const ALICE: PasswordOwner = {
  username: 'alice',
  firstName: 'Alice',
  lastName: 'Liddell',
  email: 'cheshire@wonderland.example',
};

/** The policy as Nest makes it, with the documented defaults but for what a test gives. */
async function policyWith(password: Partial<RestAuthSettings['password']> = {}): Promise<PasswordPolicy> {
  const settings = { password: { ...documentedDefaults().password, ...password } };
  const module = await Test.createTestingModule({
    providers: [
      { provide: RestAuthSettings, useValue: settings },
      { provide: PasswordPolicy, useClass: DjangoPasswordPolicy },
    ],
  }).compile();
  return module.get(PasswordPolicy);
}

const TOO_SHORT = message('password_too_short', { min: 8 });
const TOO_COMMON = message('password_too_common');
const NUMERIC = message('password_entirely_numeric');
const LIKE_THE_USERNAME = message('password_too_similar', { attribute: 'username' });

describe('DjangoPasswordPolicy', () => {
  it.each([
    { password: 'Looking-glass7', problems: [] },
    { password: 'alice', problems: [LIKE_THE_USERNAME, TOO_SHORT, TOO_COMMON] },
    { password: '1', problems: [TOO_SHORT, TOO_COMMON, NUMERIC] },
    { password: '123', problems: [TOO_SHORT, TOO_COMMON, NUMERIC] },
    { password: 'password', problems: [TOO_COMMON] },
    { password: '1029384756', problems: [TOO_COMMON, NUMERIC] },
    { password: 'wonderlander1', problems: [message('password_too_similar', { attribute: 'email address' })] },
  ])('tells everything that is wrong with $password at once', async ({ password, problems }) => {
    const policy = await policyWith();
    expect(await policy.problems(password, ALICE)).toEqual(problems);
  });

  it.each(['curiouser and curiouser', 'CHESHIRECATGRIN', '9182-7364-55', 'ΧΕΛΙΔΌΝΙ της άνοιξης'])(
    'HSH-08: asks for no kind of character: %s',
    async (password) => {
      const policy = await policyWith();
      expect(await policy.problems(password, ALICE)).toEqual([]);
    },
  );

  it('does not look for similarity where nobody is known', async () => {
    const policy = await policyWith();
    expect(await policy.problems('wonderlander1', null)).toEqual([]);
  });

  it.each<{ validators: PasswordValidatorName[]; problems: unknown[] }>([
    { validators: [], problems: [] },
    { validators: ['numericPassword'], problems: [NUMERIC] },
    { validators: ['numericPassword', 'minimumLength'], problems: [NUMERIC, TOO_SHORT] },
    { validators: ['commonPassword', 'numericPassword', 'minimumLength'], problems: [TOO_COMMON, NUMERIC, TOO_SHORT] },
  ])('runs the validators that are named, $validators, in that order', async ({ validators, problems }) => {
    const policy = await policyWith({ validators });
    expect(await policy.problems('123', ALICE)).toEqual(problems);
  });

  it('asks for as many characters as the settings say', async () => {
    const policy = await policyWith({ minLength: 15 });
    expect(await policy.problems('Looking-glass7', ALICE)).toEqual([message('password_too_short', { min: 15 })]);
  });

  describe('with a list of breached passwords', () => {
    const BREACHED = message('password_breached');

    /** Knows one password, and remembers what it was asked. */
    function listOf(breached: string) {
      const asked: string[] = [];
      const isBreached = (password: string) => {
        asked.push(password);
        return password === breached;
      };
      return { asked, isBreached };
    }

    it.each([
      { what: 'that is in it', password: 'Looking-glass7', problems: [BREACHED] },
      { what: 'that is not', password: 'Looking-glass8', problems: [] },
    ])('asks it for a password $what', async ({ password, problems }) => {
      const { asked, isBreached } = listOf('Looking-glass7');
      const policy = await policyWith({ isBreached });
      expect(await policy.problems(password, ALICE)).toEqual(problems);
      expect(asked).toEqual([password]);
    });

    it('waits for its answer', async () => {
      const policy = await policyWith({ isBreached: () => Promise.resolve(true) });
      expect(await policy.problems('Looking-glass7', ALICE)).toEqual([BREACHED]);
      const other = await policyWith({ isBreached: () => Promise.resolve(false) });
      expect(await other.problems('Looking-glass7', ALICE)).toEqual([]);
    });

    it.each([
      {
        what: 'a password that is refused anyway',
        password: '1029384756',
        owner: ALICE,
        problems: [TOO_COMMON, NUMERIC],
      },
      { what: 'anything while nobody is known', password: 'Looking-glass7', owner: null, problems: [] },
    ])('does not ask it for $what', async ({ password, owner, problems }) => {
      const { asked, isBreached } = listOf(password);
      const policy = await policyWith({ isBreached });
      expect(await policy.problems(password, owner)).toEqual(problems);
      expect(asked).toEqual([]);
    });

    it('fails as the list fails', async () => {
      const policy = await policyWith({ isBreached: () => Promise.reject(new Error('unreachable')) });
      await expect(policy.problems('Looking-glass7', ALICE)).rejects.toThrow('unreachable');
    });
  });
});
