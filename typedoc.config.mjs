// The API reference out of the docstrings, for the documentation site: `npm run docs:reference`.

/** The kinds of which TypeDoc itself finds what is not documented. */
const TYPES = ['Class', 'Interface', 'TypeAlias', 'Variable', 'Enum'];

/** Asks for a docstring of each function that is exported, where TypeDoc's `Function` would ask for one of every method as well. */
function exportedFunctions(app) {
  app.on('validateProject', (project) => {
    for (const { name: module, children = [] } of project.children ?? []) {
      for (const { name, signatures = [] } of children) {
        const undocumented = signatures.filter((signature) => !signature.hasComment());
        if (undocumented.length > 0) {
          app.logger.validationWarning(`${module}.${name} (Function) does not have any documentation`);
        }
      }
    }
  });
}

/** What each entry point is imported as. */
const ENTRY_POINTS = {
  index: 'nestjs-rest-auth',
  testing: 'nestjs-rest-auth/testing',
  typeorm: 'nestjs-rest-auth/typeorm',
};

function entryPointNames(app) {
  app.converter.on('resolveBegin', ({ project }) => {
    for (const module of project.children ?? []) module.name = ENTRY_POINTS[module.name] ?? module.name;
  });
}

/** @type {import('typedoc').TypeDocOptions & import('typedoc-plugin-markdown').PluginOptions} */
export default {
  plugin: ['typedoc-plugin-markdown', entryPointNames, exportedFunctions],
  tsconfig: 'tsconfig.json',
  entryPoints: ['libs/rest-auth/src/index.ts', 'libs/rest-auth/src/testing/index.ts', 'libs/rest-auth/src/typeorm.ts'],
  out: 'docs/reference',
  name: 'API reference',
  readme: 'none',
  githubPages: false,

  // What the entry points export must say what it is for.
  validation: { notDocumented: true, notExported: false, invalidLink: true, rewrittenLink: true },
  requiredToBeDocumented: TYPES,
  treatValidationWarningsAsErrors: true,
  excludePrivate: true,
  // `npm run typecheck` asks the compiler.
  skipErrorChecking: true,

  // Pages that VitePress can take: no HTML of their own, and no path of this machine.
  router: 'kind',
  entryFileName: 'index',
  hidePageHeader: true,
  hideBreadcrumbs: true,
  disableSources: true,
  useCodeBlocks: true,
  sanitizeComments: true,
};
