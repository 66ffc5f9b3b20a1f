/** Writes into the docs what is made of the code. Needs `npm run build:lib` first. */
import { readFileSync, writeFileSync } from 'node:fs';

import { format, resolveConfig } from 'prettier';

import { hardenedDefaults } from '../libs/rest-auth/dist/rest-auth.weaknesses.js';
import { withHardenedTable } from './hardened-table.mjs';

const path = 'docs/compatibility.md';
const page = withHardenedTable(readFileSync(path, 'utf8'), (environment) => {
  process.env.NODE_ENV = environment;
  return hardenedDefaults();
});
writeFileSync(path, await format(page, { ...(await resolveConfig(path)), filepath: path }));
