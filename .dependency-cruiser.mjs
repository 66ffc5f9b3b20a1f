/*
 * Imports go down only:
 *
 *   module -> endpoints -> credentials -> accounts, mail, throttling, events -> http, kernel
 *
 * The table reads like that line: a folder may import itself, the folders named in its row and the open root files,
 * and nothing else of the library. A folder that is missing here fails the check until it has been given its place.
 */
const MAY_IMPORT = {
  purge: ['credentials', 'accounts', 'throttling', 'kernel'],
  health: ['accounts', 'kernel'],
  // It describes whatever the endpoints answer, and nobody imports it.
  openapi: ['endpoints', 'credentials', 'social-providers', 'accounts', 'throttling', 'http', 'kernel'],
  endpoints: ['credentials', 'social-providers', 'accounts', 'mail', 'throttling', 'events', 'http', 'kernel'],
  credentials: ['accounts', 'mail', 'throttling', 'events', 'http', 'kernel'],
  'social-providers': ['accounts', 'http', 'kernel'],

  // One level: these three speak about users, so they know `accounts`; it does not know them. Throttling is an event, too.
  mail: ['accounts', 'throttling', 'http', 'kernel'],
  throttling: ['accounts', 'events', 'http', 'kernel'],
  events: ['accounts', 'http', 'kernel'],
  accounts: ['http', 'kernel'],

  http: ['kernel'],
  kernel: [],

  // Off the line: they implement or exercise the ports, and only the module, the host and the tests import them.
  persistence: ['credentials', 'social-providers', 'accounts', 'mail', 'throttling', 'events', 'kernel'],
  testing: [
    'persistence',
    'endpoints',
    'credentials',
    'social-providers',
    'accounts',
    'mail',
    'throttling',
    'events',
    'kernel',
  ],
  // The command stands where a host stands, beside its module: it reads input as a registration does, and nobody imports it.
  cli: ['credentials', 'http', 'kernel'],
};

/** Plain values without behaviour: every folder may read them. */
const OPEN_ROOT_FILES = ['rest-auth.settings.ts', 'rest-auth.dto.ts'];

/** Single imports against the direction, each with its reason. */
const EXCEPTIONS = [
  // A field rule is told who is asking ("is this address anybody else's?"). A type; nothing remains of it at run time.
  { from: 'http/fields/field-rule.ts', to: 'accounts/users/auth-user.ts' },
  // How an instance is found in a booted application: the command finds it in the same way.
  { from: 'openapi/instance.ts', to: 'rest-auth.instance.ts' },
];

const SRC = '^libs/rest-auth/src/';
const TESTS = ['[.](e2e-)?spec[.]ts$', '^test/'];
const escape = (path) => path.replaceAll('.', '[.]');
const folder = (name) => `${SRC}${name}/`;
const file = (path) => `${SRC}${escape(path)}$`;

const directions = Object.entries(MAY_IMPORT).map(([name, allowed]) => ({
  name: `${name}-imports-down`,
  comment: `${name}/ may import ${allowed.length > 0 ? allowed.map((other) => `${other}/`).join(', ') : 'nothing but itself'}`,
  severity: 'error',
  from: { path: folder(name), pathNot: [...TESTS, ...EXCEPTIONS.map(({ from }) => file(from))] },
  to: {
    path: SRC,
    pathNot: [
      ...[name, ...allowed].map(folder),
      ...OPEN_ROOT_FILES.map(file),
      // The test kit and the command work with what any host can import.
      ...(['testing', 'cli'].includes(name) ? [`${SRC}[^/]+$`] : []),
    ],
  },
}));

const exceptions = EXCEPTIONS.map(({ from, to }) => {
  const name = from.split('/')[0];
  return {
    name: `${name}-imports-down`,
    comment: `${from} may import ${to} besides what ${name}/ may import`,
    severity: 'error',
    from: { path: file(from) },
    to: { path: SRC, pathNot: [...[name, ...MAY_IMPORT[name]].map(folder), ...OPEN_ROOT_FILES.map(file), file(to)] },
  };
});

export default {
  forbidden: [
    ...directions,
    ...exceptions,
    {
      name: 'every-folder-has-its-place',
      comment: 'Give the new folder a row in MAY_IMPORT.',
      severity: 'error',
      from: { path: `${SRC}[^/]+/`, pathNot: Object.keys(MAY_IMPORT).map(folder) },
      to: {},
    },
    {
      name: 'no-cycles',
      comment: 'Neither at run time nor through types: a knot can only be read as a whole.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'endpoints-stand-alone',
      comment: 'An act (endpoints/<group>/<act>/) never imports another act: what they share lives further down.',
      severity: 'error',
      from: { path: `${SRC}endpoints/([^/]+/[^/]+)/`, pathNot: TESTS },
      to: { path: `${SRC}endpoints/`, pathNot: `${SRC}endpoints/$1/` },
    },
    {
      name: 'typeorm-in-one-folder',
      comment: 'Only persistence/ knows the database; the module registers it.',
      severity: 'error',
      from: { path: SRC, pathNot: [...TESTS, folder('persistence'), file('rest-auth.module.ts')] },
      to: { path: '(^|/)node_modules/(@nestjs/)?typeorm/|^(@nestjs/)?typeorm$' },
    },
    {
      name: 'swagger-is-the-hosts',
      comment: 'A host without it must neither load nor compile it: openapi/ writes plain objects.',
      severity: 'error',
      from: { path: SRC, pathNot: TESTS },
      to: { path: '(^|/)node_modules/@nestjs/swagger/|^@nestjs/swagger$' },
    },
    {
      name: 'testing-is-for-tests',
      // The demo is a stage: the provider of its social logins is the test kit's fake one.
      comment: 'Nothing that runs in production depends on the test kit.',
      severity: 'error',
      from: { pathNot: [...TESTS, folder('testing'), '^apps/demo/src/fake-provider/'] },
      to: { path: folder('testing') },
    },
    {
      name: 'nobody-imports-the-command',
      comment: 'It is a process of its own.',
      severity: 'error',
      from: { path: SRC, pathNot: [folder('cli')] },
      to: { path: folder('cli') },
    },
    {
      name: 'apps-use-the-public-api',
      comment: 'An app stands where a host stands: it imports the package, never a file of it.',
      severity: 'error',
      from: { path: '^apps/' },
      to: { path: '^libs/', pathNot: ['^libs/rest-auth/src/(testing/)?index[.]ts$', '^libs/rest-auth/dist/'] },
    },
    {
      name: 'library-knows-no-app',
      severity: 'error',
      from: { path: '^libs/' },
      to: { path: ['^apps/', '^test/'] },
    },
    {
      name: 'everything-resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    exclude: { path: ['^(libs|apps)/[^/]+/dist/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    combinedDependencies: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'types', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
