import type { Type } from '@nestjs/common';
import { PORTS } from 'nestjs-rest-auth';

import { withRecipe } from './documented-host.js';
import { ExampleFiles } from './example-files.js';
import { examples } from './examples.js';
import { PORT_RECIPES } from './port-recipes.js';
import { socialHosts } from '../support/social-host.js';

const files = new ExampleFiles();
const social = socialHosts();

/** The class of the recipe below a port's heading: the one that is such a port. */
async function recipeOf(port: string): Promise<Type<object> | null> {
  const example = examples.find(({ page, heading }) => page === PAGE && /^\w+/.exec(heading)?.[0] === port);
  const [token] = Object.entries(PORTS).find(([name]) => name === port)?.[1] ?? [];
  const classes = example ? Object.values(await files.load(example.path)) : [];
  return classes.find((one) => token && one.prototype instanceof token) ?? null;
}

const PAGE = 'docs/customising.md';

describe('the recipe of a port', () => {
  it('is on the page, and is run here, whichever port it is', async () => {
    const missing: string[] = [];
    for (const port of Object.keys(PORTS)) {
      if (!(await recipeOf(port))) missing.push(`${PAGE} has no recipe below a heading "${port}".`);
      if (!PORT_RECIPES[port]) missing.push(`test/docs/port-recipes.ts does not run the recipe of ${port}.`);
    }
    expect(missing).toEqual([]);
    expect(Object.keys(PORT_RECIPES).filter((port) => !(port in PORTS))).toEqual([]);
  });

  it.each(Object.entries(PORT_RECIPES))('`ports: { %s }` does what it says', async (port, run) => {
    const implementation = await recipeOf(port);
    if (!implementation) throw new Error(`${PAGE} has no recipe below a heading "${port}".`);
    const user = await files.user();
    const { options, ...given } = (await run.given?.({ files, social })) ?? {};
    const ports = { ...options?.ports, [port]: implementation };
    const seen = await withRecipe({ user, ...given, options: { ...options, ports } }, (host) =>
      run.act(host, { files, social }),
    );
    expect(seen).toEqual(run.expected);
  });
});
