import { foldEmail, foldName, lengthOf, strip } from './text.js';

describe('strip', () => {
  it.each([
    ['  a b  ', 'a b'],
    ['\t\n\v\f\r\u001c\u001d\u001e\u001f\u0085\u00a0\u2003\u2028\u2029\u3000a\u3000', 'a'],
    ['', ''],
    [' \u00a0 ', ''],
    // JavaScript's trim() would cut it, Python's strip() does not.
    ['\ufeffa\ufeff', '\ufeffa\ufeff'],
    ['\u200ba\u200b', '\u200ba\u200b'],
  ])('makes %j to %j', (text, stripped) => {
    expect(strip(text)).toBe(stripped);
  });

  it('takes no longer for a long run of blanks inside of a text', () => {
    const text = `a${' '.repeat(200_000)}b`;
    expect(strip(text)).toBe(text);
  });
});

describe('lengthOf', () => {
  it.each([
    ['', 0],
    ['abc', 3],
    ['\u{1f0a1}', 1],
    ['e\u0301', 2],
    ['a\u{1f0a1}b', 3],
  ])('counts the code points of %j: %i', (text, length) => {
    expect(lengthOf(text)).toBe(length);
  });
});

describe('foldName', () => {
  it.each([
    [
      'alice',
      ['Alice', 'ALICE', '\uff41\uff4c\uff49\uff43\uff45', 'ali\u00adce', 'alice\u200b', '\u2060alice', '\u24d0lice'],
    ],
    ['ren\u00e9', ['RENE\u0301', 'Ren\u00c9', 'rene\u0301']],
    ['strasse', ['stra\u00dfe', 'STRASSE', 'STRA\u1e9eE']],
    ['\u03c3\u03bf\u03c6\u03cc\u03c3', ['\u03a3\u039f\u03a6\u038c\u03a3', '\u03c3\u03bf\u03c6\u03cc\u03c2']],
    ['\u0438\u0432\u0430\u043d', ['\u0418\u0412\u0410\u041d']],
    ['kelvin', ['\u212aelvin']],
    ['office', ['o\ufb03ce', 'OFFICE']],
    ['user1', ['user\u00b9', 'user\u2460']],
  ])('makes one name of %s and its other forms', (folded, forms) => {
    for (const form of [folded, ...forms]) expect([form, foldName(form)]).toEqual([form, folded]);
  });

  it.each([
    ['alice', '\u0430lice'],
    ['rene', 'ren\u00e9'],
    ['user1', 'userl'],
    ['a.b', 'ab'],
  ])('keeps %s and %s apart', (left, right) => {
    expect(foldName(left)).not.toBe(foldName(right));
  });

  it('comes to the same from every letter’s other case and form, and when it is done twice', () => {
    const odd: string[] = [];
    for (let codePoint = 0; codePoint < 0x30000; codePoint += 1) {
      if (codePoint >= 0xd800 && codePoint < 0xe000) continue;
      const letter = String.fromCodePoint(codePoint);
      const folded = foldName(letter);
      const forms = [
        folded,
        letter.toUpperCase(),
        letter.toLowerCase(),
        letter.normalize('NFD'),
        letter.normalize('NFKD'),
      ];
      if (forms.some((form) => foldName(form) !== folded)) odd.push(letter);
    }
    expect(odd).toEqual([]);
  });
});

describe('foldEmail', () => {
  it('puts an address into small letters, and changes nothing else', () => {
    expect(foldEmail('Alice+X@Example.COM')).toBe('alice+x@example.com');
    expect(foldEmail('\uff41@example.com')).toBe('\uff41@example.com');
  });
});
