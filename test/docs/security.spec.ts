import { textOf } from './examples.js';
import { missingTests, testsIn } from './named-tests.js';

const PAGE = textOf('docs/security.md');

/** What a policy of accounts must speak of. */
const TOPICS = [
  'Old password at a change',
  'Passwords that are good enough',
  'Blanks around passwords',
  'Hashes of passwords',
  'Other credentials after a change or reset',
  'Logins by session',
  'Opaque tokens',
  'Access tokens',
  'Refresh tokens',
  'JSON Web Tokens in cookies',
  'Names of cookies',
  'CSRF tokens',
  'Pages of a foreign origin',
  'Stale credentials',
  'Logout',
  'Unique names and addresses',
  'Registration with a taken address',
  'Reset tokens',
  'Verification keys',
  'Links in mails',
  'Mail',
  'Social login',
  'Connecting and disconnecting',
  'Calls to providers',
  'Bodies',
  'Answers',
  'Secrets',
  'Weak defaults',
  'Throttling',
  "A throttle's store that is down",
];

/** What the application must see to, and what is not there yet: no test of ours can show it. */
const WITHOUT_TESTS = ['What an application must see to', 'Not there yet'];

/** The page's sections by their titles; what stands before the first has none. */
const sections = new Map(
  PAGE.split(/^## /m)
    .slice(1)
    .map((section): [string, string] => [section.split('\n', 1).join(''), section.slice(section.indexOf('\n'))]),
);
const anchorOf = (title: string) =>
  title
    .toLowerCase()
    .replace(/[^\w\s-]/g, '')
    .replace(/\s/g, '-');

const statements = [...sections].flatMap(([section, text]) =>
  text
    .split(/^- /m)
    .slice(1)
    .map((statement) => ({ section, text: statement.replace(/\s+/g, ' ') })),
);

const named = testsIn(PAGE.replace(/\s+/g, ' '));

describe('docs/security.md', () => {
  it('names tests that are there', () => {
    expect(named.length).toBeGreaterThan(150);
    expect(missingTests(named)).toEqual([]);
  });

  it('names no file of tests without a test', () => {
    const files = [...PAGE.matchAll(/`((?:test|libs)\/[^`]+\.ts)`/g)].map(([, path = '']) => path);
    expect(new Set(files)).toEqual(new Set(named.map(({ path }) => path)));
  });

  it('names a test for each statement', () => {
    const claims = statements.filter(({ section }) => !WITHOUT_TESTS.includes(section));
    expect(claims.length).toBeGreaterThan(50);
    expect(claims.filter(({ text }) => testsIn(text).length === 0)).toEqual([]);
  });

  it('tells of each topic what holds by default and with the hardened preset, and where its tests are', () => {
    const rows = [...(sections.get('By topic') ?? '').matchAll(/^\| (.*) \|$/gm)]
      .map(([, row = '']) => row.split(' | ').map((cell) => cell.trim()))
      .slice(1)
      .filter(([topic = '']) => !topic.startsWith('-'));
    expect(rows.map(([topic]) => topic)).toEqual(TOPICS);
    const untold = rows.filter(([, byDefault = '', hardened = '', see = '']) => {
      const anchors = [...see.matchAll(/\(#([^)]+)\)/g)].map(([, anchor = '']) => anchor);
      const seen = [...sections].filter(([title]) => anchors.includes(anchorOf(title)));
      // What is not there yet has no tests either.
      const isShown = seen.every(([, text]) => text.includes('(#not-there-yet)') || /“[^”]+”/.test(text));
      return byDefault === '' || hardened === '' || seen.length === 0 || !isShown;
    });
    expect(untold).toEqual([]);
  });
});
