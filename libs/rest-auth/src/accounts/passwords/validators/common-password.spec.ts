import { jest } from '@jest/globals';

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
    { what: 'a common password with a letter that only its capitals show alike', password: 'paßword' },
    { what: 'two common passwords in a row', password: 'password\nqwerty' },
    { what: 'blanks only', password: '   ' },
    { what: 'nothing', password: '' },
    { what: 'a very long password', password: 'password'.repeat(20_000) },
    { what: 'a common password after a great many blanks', password: `${' '.repeat(100_000)}password` },
  ])('takes $what', async ({ password }) => {
    expect(await commonPassword(password)).toBeNull();
  });

  it('looks among the common ones for what has 128 characters with the blanks around it, and no more', async () => {
    expect(await commonPassword('password'.padStart(128))).toEqual(message('password_too_common'));
    expect(await commonPassword('password'.padStart(129))).toBeNull();
  });

  it('gives callers who come at once the same answers as those who wait', async () => {
    const passwords = ['password', 'Looking-glass7', 'qwerty'];
    expect(await Promise.all(passwords.map(commonPassword))).toEqual([
      message('password_too_common'),
      null,
      message('password_too_common'),
    ]);
  });

  describe('with a list of its own', () => {
    let list: string | null = null;
    jest.unstable_mockModule('node:fs/promises', () => ({
      readFile: () => (list === null ? Promise.reject(new Error('too many open files')) : Promise.resolve(list)),
    }));

    it('takes nothing while the list cannot be read, tries again at the next call, and keeps what it has read', async () => {
      await jest.isolateModulesAsync(async () => {
        const { commonPassword: fresh } = await import('./common-password.js');
        list = null;
        await expect(fresh('Looking-glass7')).rejects.toThrow('too many open files');
        list = 'cheshire\n';
        expect(await fresh('Cheshire')).toEqual(message('password_too_common'));
        list = null;
        expect(await fresh('Cheshire')).toEqual(message('password_too_common'));
      });
    });

    it.each(['', '  '])('takes %j, whatever empty lines the list has', async (password) => {
      await jest.isolateModulesAsync(async () => {
        const { commonPassword: fresh } = await import('./common-password.js');
        list = 'cheshire\n\ncat\n';
        expect(await fresh(password)).toBeNull();
      });
    });
  });
});
