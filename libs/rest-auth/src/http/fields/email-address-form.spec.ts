import { isEmailAddress } from './email-address-form.js';

const LABEL = 'a'.repeat(63);

// Mostly the cases of Django's own tests of its EmailValidator.
describe('an e-mail address', () => {
  it.each([
    'email@here.com',
    'weirder-email@here.and.there.com',
    'Alice.Liddell+tag@Example.COM',
    "!#$%&'*+/=?^_`{|}~-@example.com",
    'email@[127.0.0.1]',
    'email@[::1]',
    'email@[2001:DB8::1]',
    'email@[::ffff:127.0.0.1]',
    'email@localhost',
    'email@LOCALHOST',
    '"test@test"@example.com',
    '"very(odd)name"@example.com',
    '"very\\ odd"@example.com',
    'example@valid-----hyphens.com',
    'example@valid-with-hyphens.com',
    'test@domain.with.idn.tld.\u0909\u0926\u093e\u0939\u0930\u0923.\u092a\u0930\u0940\u0915\u094d\u0937\u093e',
    'email@m\u00fcnchen.de',
    'email@example.xn--p1ai',
    `example@atm.${LABEL}`,
    `example@${LABEL}.atm`,
    `example@${LABEL}.${'b'.repeat(10)}.atm`,
    'a@b.co',
  ])('may be %s', (address) => {
    expect(isEmailAddress(address)).toBe(true);
  });

  it.each([
    '',
    'abc',
    'abc@',
    '@example.com',
    'abc@bar',
    'a @x.cz',
    'a@x .cz',
    'abc@.com',
    'something@@somewhere.com',
    'a@b@c.com',
    '.a@example.com',
    'a.@example.com',
    'a..b@example.com',
    'email@127.0.0.1',
    'email@[127.0.0.256]',
    'email@[127.0.0]',
    'email@[127.0.0.01]',
    'email@[::1',
    'email@[::g]',
    'email@[fe80::1%eth0]',
    'email@[]',
    '"very odd"@example.com',
    'example@invalid-.com',
    'example@-invalid.com',
    'example@invalid.com-',
    'example@inv-.alid-.com',
    'example@inv-.-alid.com',
    'example@example..com',
    'John.Doe@exam_ple.com',
    'trailingdot@shouldfail.com.',
    `example@atm.${LABEL}a`,
    `example@${LABEL}a.atm`,
    'a@example.c',
    'a@example.123',
    'a@example.c1m',
    'a@example.-com',
    'a@example.xn--a-b1',
    'test@example.com\n',
    'test@example.com\r\nBcc: b@example.com',
    'a\n@b.com',
    '"test@test"\n@example.com',
    '"a\r\nBcc: b"@example.com',
    '"\\\n"@here.com',
    'a\0@example.com',
    'Alice <alice@example.com>',
    'alice@example.com, bob@example.com',
    'alice(comment)@example.com',
    '\u00e9@example.com',
    '\u0131@example.com',
  ])('is not %j', (address) => {
    expect(isEmailAddress(address)).toBe(false);
  });

  it('has at most 320 characters, as it is kept', () => {
    const domain = `@${`${LABEL}.`.repeat(3)}example`;
    expect(isEmailAddress('a'.repeat(320 - domain.length) + domain)).toBe(true);
    expect(isEmailAddress('a'.repeat(321 - domain.length) + domain)).toBe(false);
    const growing = `a@${`${'\u0130'.repeat(60)}.`.repeat(5)}com`;
    expect([growing.length < 320, isEmailAddress(growing)]).toEqual([true, false]);
  });

  it.each([`${'a.'.repeat(160)}@`, `a@${'a-'.repeat(159)}`, `"${'\\'.repeat(300)}@x.com`, `a@${'a.'.repeat(158)}!`])(
    'takes no longer to be refused for being nearly one: %s',
    (address) => {
      expect(isEmailAddress(address)).toBe(false);
    },
  );
});
