import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { defineConfig } from 'vitepress';
import { withMermaid } from 'vitepress-plugin-mermaid';

import { llmsText } from './llms.mjs';
import { linkInSite } from './project-pages.mjs';
import { entriesOf } from './table-of-contents.mjs';

const DOCS = fileURLToPath(new URL('../', import.meta.url));
const DESCRIPTION = "Accounts over REST for NestJS, with dj-rest-auth's paths, fields, statuses and messages.";

/** docs/README.md is the one list of the pages: their groups, order and titles. */
const groups = entriesOf(readFileSync(join(DOCS, 'README.md'), 'utf8'));

export default withMermaid(
  defineConfig({
    title: 'nestjs-rest-auth',
    description: DESCRIPTION,
    lang: 'en',

    themeConfig: {
      nav: [
        { text: 'Quickstart', link: '/quickstart' },
        { text: 'Options', link: '/options' },
        { text: 'All pages', link: '/README' },
        { text: 'API reference', link: '/reference/' },
      ],
      sidebar: groups.map(({ text, pages }) => ({
        text,
        collapsed: pages.some(({ path }) => path.startsWith('decisions/')),
        items: pages.map(({ text, path }) => ({ text, link: `/${path.replace(/\.md$/, '')}` })),
      })),
      outline: [2, 3],
      search: { provider: 'local' },
    },

    markdown: {
      // As GitHub does it, so that a link to a heading leads there on both.
      anchor: {
        slugify: (heading) =>
          heading
            .trim()
            .toLowerCase()
            .replace(/[^\p{L}\p{N}\s_-]/gu, '')
            .replace(/\s/g, '-'),
      },
      config: (markdown) => {
        // Before VitePress looks at the links, and fails the build for one that leads nowhere.
        markdown.core.ruler.push('links-out-of-docs', ({ tokens, env }) => {
          for (const token of tokens.flatMap(({ children }) => children ?? [])) {
            const href = token.type === 'link_open' ? token.attrGet('href') : null;
            if (href !== null) token.attrSet('href', linkInSite(href, env.relativePath ?? ''));
          }
        });
      },
    },

    // The first page is one screen, by theme/first-page.css. Told here, for on GitHub what a page tells of itself is shown.
    transformPageData: ({ relativePath, frontmatter }) =>
      relativePath === 'index.md'
        ? { frontmatter: { ...frontmatter, pageClass: 'first-page', aside: false, prev: false, next: false } }
        : {},

    // Mermaid is large.
    vite: { build: { chunkSizeWarningLimit: 4096 } },

    buildEnd: ({ outDir, pages }) => {
      writeFileSync(
        join(outDir, 'llms.txt'),
        llmsText({ title: 'nestjs-rest-auth', description: DESCRIPTION, groups, pages, docs: DOCS }),
      );
    },
  }),
);
