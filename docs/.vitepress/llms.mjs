import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { PROJECT_PAGES, projectPage } from './project-pages.mjs';

/** The text of llms.txt: every page with its title and first sentence, in the order of the sidebar. Addresses are relative to the file's own. */
export function llmsText({ title, description, groups, pages, docs }) {
  const source = (page) => {
    const name = /^project\/(.+)\.md$/.exec(page)?.[1];
    return name && name in PROJECT_PAGES ? projectPage(name) : readFileSync(join(docs, page), 'utf8');
  };
  const line = (page) => {
    const sentence = firstSentence(source(page));
    return `- [${titleOf(source(page)) ?? page}](${page.replace(/\.md$/, '.html')})${sentence ? `: ${sentence}` : ''}`;
  };
  const listed = new Set(groups.flatMap((group) => group.pages.map(({ path }) => path)));
  const isReference = (page) => page.startsWith('reference/');
  const others = pages.filter((page) => !listed.has(page) && !isReference(page) && page !== 'index.md').sort();
  const sections = [
    ...groups.map((group) => [group.text, group.pages.map(({ path }) => path)]),
    ['About', others],
    ['API reference', pages.filter(isReference).sort()],
  ];
  return [
    `# ${title}`,
    `> ${description}`,
    ...sections.flatMap(([heading, paths]) => [`## ${heading}`, paths.map(line).join('\n')]),
    '',
  ].join('\n\n');
}

function titleOf(source) {
  return plain(/^# (.+)$/m.exec(source)?.[1] ?? '') || null;
}

/** Of the first paragraph that is one: no heading, table, list, quotation, code or front matter. */
function firstSentence(source) {
  const text = source.replace(/^---\n[^]*?\n---\n/, '').replace(/^```[^]*?^```$/gm, '');
  const paragraph = text.split(/\n\s*\n/).find((block) => /^\s*[^\s#|>*<:-]/.test(block)) ?? '';
  const line = plain(paragraph.replace(/\s+/g, ' '));
  return (/^.+?[.!?](?= |$)/.exec(line)?.[0] ?? line).replace(/:$/, '.');
}

function plain(markdown) {
  return markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\\([^\w\s])/g, '$1')
    .replace(/\*\*/g, '')
    .trim();
}
