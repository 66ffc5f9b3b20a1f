import { message } from '../../../kernel/messages.js';
import { numericPassword } from './numeric-password.js';

describe('numericPassword', () => {
  it.each([
    { what: 'ASCII digits', password: '42424242' },
    { what: 'Arabic-Indic digits', password: '٤٢٤٢٤٢٤٢' },
    { what: 'Devanagari and fullwidth digits together', password: '४२42' },
    { what: 'superscripts', password: '²³¹⁰' },
    { what: 'circled digits', password: '①⑨⓪' },
    { what: 'mathematical bold digits, beyond the basic plane', password: '𝟒𝟐' },
    { what: 'digits with full stops, beyond the basic plane', password: '🄀🄁' },
  ])('refuses $what', ({ password }) => {
    expect(numericPassword(password)).toEqual(message('password_entirely_numeric'));
  });

  it.each([
    { what: 'a letter among digits', password: '4242424x' },
    { what: 'a sign', password: '-42424242' },
    { what: 'a decimal point', password: '4242.4242' },
    { what: 'a blank', password: '4242 4242' },
    { what: 'a line break at the end', password: '42424242\n' },
    { what: 'fractions, Roman numerals and circled tens, which are numbers but no digits', password: '½Ⅷ⑩' },
    { what: 'nothing', password: '' },
  ])('takes $what', ({ password }) => {
    expect(numericPassword(password)).toBeNull();
  });
});
