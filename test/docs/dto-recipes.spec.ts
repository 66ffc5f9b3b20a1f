import { DtoClasses } from 'nestjs-rest-auth';

import { socialHosts } from '../support/social-host.js';
import { withRecipe } from './documented-host.js';
import { DTO_RECIPES } from './dto-recipes.js';
import { ExampleFiles } from './example-files.js';
import { textOf } from './examples.js';

const PAGE = 'docs/customising.md';

const files = new ExampleFiles();
const social = socialHosts();

/** What the page's table says: the option, and the classes of the recipes for it. */
const table = [...textOf(PAGE).matchAll(/^\| `(\w+)` +\| `\w+Dto` +\|.*\| ([^|]+) \|$/gm)].map(
  ([, option = '', recipes = '']) => ({
    option,
    classes: [...recipes.matchAll(/`(\w+)`/g)].map(([, name = '']) => name),
  }),
);
const recipes = table.flatMap(({ option, classes }) => classes.map((name): [string, string] => [name, option]));

describe('the recipe of a DTO class', () => {
  it('is on the page, and is run here, whichever class it is', async () => {
    const user = await files.user();
    const inForce = await withRecipe({ user }, async ({ app }) => Object.keys(app.get(DtoClasses, { strict: false })));
    expect([
      ...inForce
        .filter((option) => !recipes.some((recipe) => recipe[1] === option))
        .map((option) => `${PAGE} names no recipe for \`dto.${option}\` in its table.`),
      ...recipes
        .filter(([name]) => !DTO_RECIPES[name])
        .map(([name]) => `test/docs/dto-recipes.ts does not run ${name}.`),
    ]).toEqual([]);
    expect(Object.keys(DTO_RECIPES).sort()).toEqual(recipes.map(([name]) => name).sort());
  });

  it.each(recipes)('%s, swapped by `dto: { %s }`, does what it says', async (name, option) => {
    const run = DTO_RECIPES[name];
    if (!run) throw new Error(`test/docs/dto-recipes.ts does not run ${name}.`);
    const dto = await files.classOf(PAGE, name);
    const user = await files.user();
    const { options, ...given } = (await run.given?.({ files, social })) ?? {};
    const seen = await withRecipe({ user, ...given, options: { ...options, dto: { [option]: dto } } }, (host) =>
      run.act(host, { files, social }),
    );
    expect(seen).toEqual(run.expected);
  });
});
