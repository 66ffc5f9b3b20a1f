import { readFileSync } from 'node:fs';

import { DEVIATIONS } from './deviations.js';

describe('docs/compatibility.md', () => {
  it('has a row for each deviation that is tested, and for no other', () => {
    const page = readFileSync(new URL('../../docs/compatibility.md', import.meta.url), 'utf8');
    const rows = [...page.matchAll(/^\| `([a-z-]+)`\s+\|/gm)].map(([, name]) => name);
    expect(rows.sort()).toEqual([...DEVIATIONS].sort());
  });
});
