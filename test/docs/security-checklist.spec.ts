import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { attackCases } from 'nestjs-rest-auth/testing';

import { ROOT, textOf } from './examples.js';
import { idsOfTests, missingTests, testsIn } from './named-tests.js';

const PAGE = textOf('docs/security-checklist.md');

/** Its lines: what holds, and below it what shows that or why it does not hold here. */
const rows = [...PAGE.matchAll(/^(\d+)\. ([^\n]+)((?:\n +- [^\n]+)*)/gm)].map(
  ([, number, statement = '', below = '']) => ({
    number: Number(number),
    statement,
    shown: /^ +- Shown by (.+)\.$/m.exec(below)?.[1] ?? '',
    reason: /^ +- Not here: (.+)\.$/m.exec(below)?.[1] ?? '',
    notes: below.match(/^ +- /gm)?.length ?? 0,
  }),
);

/** What it names in code type: ids, files, and words of the options. */
const codes = [...PAGE.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

const BOOTED_BY_NONE = { boot: () => Promise.reject(new Error('No attack is run here.')) };

describe('docs/security-checklist.md', () => {
  it('has the 96 lines, in their groups', () => {
    expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 96 }, (_, index) => index + 1));
    const firstOf = PAGE.split(/^## /m)
      .slice(1)
      .map((section) => [section.split('\n', 1)[0], Number(/^(\d+)\. /m.exec(section)?.[1])]);
    expect(firstOf).toEqual([
      ['Passwords', 1],
      ['Login', 14],
      ['Password reset', 26],
      ['Verification of an address', 40],
      ['JSON Web Tokens', 48],
      ['Cookies, CSRF and sessions', 64],
      ['Input', 76],
      ['Social login', 84],
      ['Operations', 91],
    ]);
  });

  it('shows each of them, or says why it does not hold', () => {
    const noted = rows.map(({ shown, reason }) => [shown, reason].filter((note) => note !== '').length);
    expect(rows.filter(({ notes }, index) => notes !== noted[index] || notes === 0)).toEqual([]);
    // What is shown is an attack, a test or a script, and not a word alone.
    const isEvidence = /`[A-Z]{3}-\d{2}[a-z]?`|“[^”]+”|`scripts\/[^`]+\.mjs`/;
    expect(rows.filter(({ shown }) => shown !== '' && !isEvidence.test(shown))).toEqual([]);
  });

  it('names attacks that are run, or that a test has in its name', () => {
    const there = new Set([...attackCases(BOOTED_BY_NONE).map(({ id }) => id), ...idsOfTests()]);
    const ids = codes.filter((code) => /^[A-Z]{3}-\d/.test(code));
    expect(ids.length).toBeGreaterThan(100);
    expect(ids.filter((id) => !there.has(id))).toEqual([]);
  });

  it('names tests and scripts that are there', () => {
    const named = testsIn(PAGE);
    expect(named.length).toBeGreaterThan(80);
    expect(missingTests(named)).toEqual([]);
    const files = codes.filter((code) => /^(?:test|libs|scripts)\/|\.mjs$/.test(code));
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
    expect(new Set(files.filter((file) => file.endsWith('.ts')))).toEqual(new Set(named.map(({ path }) => path)));
  });
});
