import { readFileSync } from 'node:fs';
import { posix } from 'node:path';

const ROOT = new URL('../../', import.meta.url);

/** Files beside docs/ that are pages of the site too, below `project/`. */
export const PROJECT_PAGES = {
  changelog: 'CHANGELOG.md',
  contributing: 'CONTRIBUTING.md',
  security: 'SECURITY.md',
  licence: 'LICENSE',
};

/** The text of such a page, with its links as seen from `project/`. */
export function projectPage(name) {
  const file = PROJECT_PAGES[name];
  const text = readFileSync(new URL(file, ROOT), 'utf8');
  return file.endsWith('.md') ? text : `# Licence\n\n${text}`;
}

/** Where a link leads in the site that leads out of docs/ in the repository: to the page made of that file, or, for the README, to the first one. */
export function linkInSite(href, page) {
  if (/^(?:[a-z]+:|#|\/)/i.test(href)) return href;
  const [path, ...anchor] = href.split(/(?=[#?])/);
  // Pages below project/ lie in the root of the repository.
  const isOfProject = page.startsWith('project/');
  const target = posix.join(isOfProject ? '.' : posix.dirname(posix.join('docs', page)), path);
  if (target === 'README.md') return '/';
  const name = Object.keys(PROJECT_PAGES).find((key) => PROJECT_PAGES[key] === target);
  if (name) return [`/project/${name}`, ...anchor].join('');
  return isOfProject ? [target.replace(/^docs\//, '/'), ...anchor].join('') : href;
}
