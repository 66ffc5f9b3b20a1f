// The files beside docs/ as pages of the site. On GitHub, read the files themselves.
import { PROJECT_PAGES, projectPage } from '../.vitepress/project-pages.mjs';

export default {
  paths: () => Object.keys(PROJECT_PAGES).map((page) => ({ params: { page }, content: projectPage(page) })),
};
