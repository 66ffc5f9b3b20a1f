import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const markdownIn = (folder: string) =>
  readdirSync(join(ROOT, folder))
    .filter((name) => name.endsWith('.md') && !name.startsWith('['))
    .map((name) => join(folder, name));

const pages = [...markdownIn('.'), ...markdownIn('docs'), ...markdownIn('docs/decisions')];

const withoutCode = (source: string) => source.replace(/^ *```[^]*?^ *```$/gm, '');

/** As GitHub names the anchor of a heading; the site does it alike. */
const anchorOf = (heading: string) =>
  heading
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .replace(/\s/g, '-');

const anchorsOf = (path: string) =>
  [...withoutCode(readFileSync(path, 'utf8')).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => anchorOf(heading));

/** The links of a page that lead to a file or heading that is not there. */
function deadLinks(page: string): string[] {
  const links = [...withoutCode(readFileSync(join(ROOT, page), 'utf8')).matchAll(/\]\(([^)\s]+)\)/g)];
  return links
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [path = '', anchor] = link.split('#');
      const target = path === '' ? join(ROOT, page) : join(ROOT, dirname(page), path);
      return !existsSync(target) || (anchor !== undefined && !anchorsOf(target).includes(anchor));
    })
    .map((link) => `${relative('.', page)}: ${link}`);
}

describe('the links in the documents', () => {
  it('lead to files and headings that are there', () => {
    expect(pages.flatMap(deadLinks)).toEqual([]);
  });

  it('lead from docs/README.md, of which the site makes its list, to every page', () => {
    const list = readFileSync(join(ROOT, 'docs/README.md'), 'utf8');
    const listed = pages.filter((page) => list.includes(`](${relative('docs', page)})`));
    expect(pages.filter((page) => page.startsWith('docs/') && !listed.includes(page))).toEqual([
      'docs/README.md',
      'docs/index.md',
    ]);
  });
});
