import { errorName, logText } from './log-text.js';

describe('a text of somebody else’s in a log', () => {
  it.each([
    ['ECONNREFUSED', 'ECONNREFUSED'],
    ['Grüße, 世界 👩', 'Grüße, 世界 👩'],
    ['x\n2026 INFO login ok', 'x\\u{a}2026 INFO login ok'],
    ['a\r\nb\tc\0', 'a\\u{d}\\u{a}b\\u{9}c\\u{0}'],
    ['\u001b[2J\u009b2J\u007f', '\\u{1b}[2J\\u{9b}2J\\u{7f}'],
    ['a\u0085b\u2028c\u2029d', 'a\\u{85}b\\u{2028}c\\u{2029}d'],
    ['\u202egnp.exe\u200b', '\\u{202e}gnp.exe\\u{200b}'],
    ['a\ud800b', 'a\\u{d800}b'],
    [550, '550'],
    [undefined, 'undefined'],
  ])('%j is shown as %j', (given, shown) => {
    expect(logText(given)).toBe(shown);
  });

  it('is cut to 200 characters, be it within one of two units', () => {
    expect(logText('x'.repeat(200))).toBe('x'.repeat(200));
    expect(logText('x'.repeat(1_000_000))).toBe(`${'x'.repeat(200)}…`);
    expect(logText(`${'x'.repeat(199)}👩`)).toBe(`${'x'.repeat(199)}\\u{d83d}…`);
  });
});

describe('an error in a log', () => {
  it('is told by its name alone', () => {
    const forged = Object.assign(new Error('secret'), { name: 'Bad\nName' });
    expect([errorName(new TypeError('secret')), errorName(forged), errorName('secret'), errorName(null)]).toEqual([
      'TypeError',
      'Bad\\u{a}Name',
      'string',
      'object',
    ]);
  });
});
