import { readFileSync } from 'node:fs';

import { PORTS } from '../../libs/rest-auth/src/rest-auth.ports.js';

const page = (name: string) => readFileSync(new URL(`../../docs/${name}.md`, import.meta.url), 'utf8');

/** The cells of every row of a page's tables, without those that stand for the line below the heads. */
const rowsOf = (name: string) =>
  [...page(name).matchAll(/^\| (.*) \|$/gm)].map(([, row = '']) => row.split(' | ').map((cell) => cell.trim()));

const codeIn = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);

const COOKIE = /^….(.+)$/;

/** Every option by its path: those of docs/options.md, where four rows are for each kind of cookie, and what `ports` and `dto` have. */
const options = new Set([
  ...rowsOf('options').flatMap(([name = '']) =>
    codeIn(name).flatMap((path) => {
      const attribute = COOKIE.exec(path)?.[1];
      return attribute === undefined ? [path] : ['jwt', 'sessions', 'csrf'].map((cookie) => `${cookie}.${attribute}`);
    }),
  ),
  ...Object.keys(PORTS).map((port) => `ports.${port}`),
  ...rowsOf('customising').flatMap(([name = '']) => codeIn(name).map((dto) => `dto.${dto}`)),
  'tables.token',
]);

const settings = rowsOf('settings').filter(
  ([name]) => name !== 'Setting' && !name?.includes('[…]') && !/^-+$/.test(name ?? ''),
);

describe('the settings of dj-rest-auth', () => {
  it('lead to options that there are, or to none', () => {
    const named = settings.map(([, option = '']) => option);
    expect(named.filter((option) => option !== 'none' && codeIn(option).length === 0)).toEqual([]);
    expect(named.flatMap(codeIn).filter((option) => !options.has(option))).toEqual([]);
  });

  it('are all there that an option mirrors', () => {
    const mirrored = rowsOf('options').flatMap((cells) => codeIn(cells.at(-1) ?? ''));
    const written = page('settings');
    expect(mirrored.filter((name) => /^[A-Z][A-Z_]+[A-Z]$/.test(name) && !written.includes(`${name}\``))).toEqual([]);
  });
});
