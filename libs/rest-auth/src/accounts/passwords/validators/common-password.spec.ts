import { message } from '../../../kernel/messages.js';
import { commonPassword } from './common-password.js';

describe('commonPassword', () => {
  it.each(['1', '123', '12345678', '1029384756', 'password', 'password123', 'qwerty', 'iloveyou', 'trustno1'])(
    'refuses %s',
    async (password) => {
      expect(await commonPassword(password)).toEqual(message('password_too_common'));
    },
  );

  it.each([
    { what: 'in capitals', password: 'PassWord' },
    { what: 'with blanks around', password: '  password\t' },
    { what: 'with blanks that Python cuts and JavaScript does not', password: '\u001cpassword\u0085' },
    { what: 'that the list itself has in capitals', password: 'fqrg7cs493' },
  ])('refuses a common password $what', async ({ password }) => {
    expect(await commonPassword(password)).toEqual(message('password_too_common'));
  });

  it.each([
    { what: 'an uncommon password', password: 'Looking-glass7' },
    { what: 'a common password with a blank in its midst', password: 'pass word' },
    { what: 'two common passwords in a row', password: 'password\nqwerty' },
    { what: 'blanks only', password: '   ' },
    { what: 'nothing', password: '' },
    { what: 'a very long password', password: 'password'.repeat(20_000) },
    { what: 'a common password after a great many blanks', password: `${' '.repeat(100_000)}password` },
  ])('takes $what', async ({ password }) => {
    expect(await commonPassword(password)).toBeNull();
  });

  it('gives callers who come at once the same answers as those who wait', async () => {
    const passwords = ['password', 'Looking-glass7', 'qwerty'];
    expect(await Promise.all(passwords.map(commonPassword))).toEqual([
      message('password_too_common'),
      null,
      message('password_too_common'),
    ]);
  });
});
