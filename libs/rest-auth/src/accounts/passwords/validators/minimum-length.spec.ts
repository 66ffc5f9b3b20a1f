import { message } from '../../../kernel/messages.js';
import { minimumLength } from './minimum-length.js';

describe('minimumLength', () => {
  it.each([
    { password: '', min: 1 },
    { password: '1234567', min: 8 },
    { password: 'fourteen chars', min: 15 },
    { password: '🔑🔑🔑🔑', min: 8 },
  ])('refuses $password where at least $min characters are asked for', ({ password, min }) => {
    expect(minimumLength(password, min)).toEqual(message('password_too_short', { min }));
  });

  it.each([
    { password: '12345678', min: 8 },
    { password: '        ', min: 8 },
    { password: '🔑🔑🔑🔑🔑🔑🔑🔑', min: 8 },
    { password: '', min: 0 },
  ])('takes $password where at least $min characters are asked for', ({ password, min }) => {
    expect(minimumLength(password, min)).toBeNull();
  });
});
