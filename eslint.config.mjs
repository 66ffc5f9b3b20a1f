import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

// Three things are done in one file each, so that a test can replace them and a reviewer can read them at once.
const THE_CLOCK = 'libs/rest-auth/src/kernel/clock.ts';
const THE_SECRETS = 'libs/rest-auth/src/kernel/secrets.ts';
const THE_ENVIRONMENT = ['libs/rest-auth/src/environment.ts', 'apps/demo/src/environment.ts'];
const THE_DATABASE = ['libs/rest-auth/src/persistence/**', 'libs/rest-auth/src/rest-auth.module.ts'];

const TESTS = ['**/*.spec.ts', '**/*.e2e-spec.ts', '**/*.contract.ts', 'test/**/*.ts'];

const presentTime = [
  {
    selector: 'MemberExpression[object.name="Date"][property.name="now"]',
    message: `Ask the Clock port for the time: only ${THE_CLOCK} reads the machine's clock.`,
  },
  {
    selector: 'NewExpression[callee.name="Date"][arguments.length=0], CallExpression[callee.name="Date"]',
    message: `Ask the Clock port for the time: only ${THE_CLOCK} reads the machine's clock.`,
  },
];

const globalRandomness = [
  {
    selector: 'MemberExpression[object.name="Math"][property.name="random"]',
    message: `Math.random() can be predicted: use a function of ${THE_SECRETS}.`,
  },
  {
    selector: 'MemberExpression[object.name="crypto"][property.name=/^(randomUUID|getRandomValues)$/]',
    message: `Use a function of ${THE_SECRETS}.`,
  },
];

const SECRET = '/(?:token|secret|signature|digest|csrf|nonce|proof|password|verifier|sessionId|apiKey)$/i';
const namesSecret = (side) => `[${side}.name=${SECRET}], [${side}.property.name=${SECRET}]`;

const secretComparison = [
  {
    // Whether there is one at all may be asked.
    selector: `BinaryExpression[operator=/^[=!]==?$/]:not([left.type="Literal"]):not([right.type="Literal"]):not([right.name="undefined"]):not([left.operator="typeof"]):matches(${namesSecret('left')}, ${namesSecret('right')})`,
    message: `Compare secrets by sameSecret() or sameBytes() of ${THE_SECRETS}: === tells by its time how much is right.`,
  },
];

const environment = [
  {
    selector: 'MemberExpression[object.name="process"][property.name="env"]',
    message: `Only ${THE_ENVIRONMENT.join(' and ')} read the environment: take the value as an option.`,
  },
  {
    selector: 'VariableDeclarator[init.name="process"] > ObjectPattern > Property[key.name="env"]',
    message: `Only ${THE_ENVIRONMENT.join(' and ')} read the environment: take the value as an option.`,
  },
];

const randomImports = ['node:crypto', 'crypto'].map((name) => ({
  name,
  importNames: [
    'default',
    'getRandomValues',
    'pseudoRandomBytes',
    'randomBytes',
    'randomFill',
    'randomFillSync',
    'randomInt',
    'randomUUID',
    'webcrypto',
  ],
  message: `Use a function of ${THE_SECRETS}: it is the only place that draws random values.`,
}));

const environmentImports = ['node:process', 'process'].map((name) => ({
  name,
  importNames: ['env'],
  message: `Only ${THE_ENVIRONMENT.join(' and ')} read the environment: take the value as an option.`,
}));

const databaseImports = ['typeorm', '@nestjs/typeorm'].map((name) => ({
  name,
  message: 'Only persistence/ knows the database: ask a store port instead.',
}));
const databaseSubpaths = [{ group: ['typeorm/*'], message: databaseImports[0].message }];

/** The rules of one place: what is not passed is allowed there. ESLint replaces such lists, it never merges them. */
const restricted = ({ syntax = [], imports = [], subpaths = [] }) => ({
  'no-restricted-syntax': syntax.length > 0 ? ['error', ...syntax] : 'off',
  '@typescript-eslint/no-restricted-imports':
    imports.length > 0 || subpaths.length > 0 ? ['error', { paths: imports, patterns: subpaths }] : 'off',
});

export default defineConfig(
  globalIgnores(['**/dist/', '**/node_modules/', 'coverage/', 'docs/.vitepress/cache/', 'docs/reference/']),

  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      // `env['NAME']` says that the name is not known to the type.
      '@typescript-eslint/dot-notation': ['error', { allowIndexSignaturePropertyAccess: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],

      // Nest: a module is often a class with a decorator and nothing else, and a default may do nothing.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-empty-function': ['error', { allow: ['overrideMethods', 'decoratedFunctions'] }],

      // Ports are abstract classes, for the sake of being DI tokens; they hold no state, so that a plain object is one as well as
      // an instance. Their type parameter is there for the host's own user class.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      '@typescript-eslint/no-misused-spread': 'off',

      // A port is asynchronous for the sake of its slowest implementation; `async` turns the others' throws into rejections.
      '@typescript-eslint/require-await': 'off',
    },
  },

  {
    files: ['**/*.mjs'],
    extends: [tseslint.configs.strict, tseslint.configs.stylistic],
    // Entities and modules without decorator syntax are classes that look empty.
    rules: { eqeqeq: 'error', '@typescript-eslint/no-extraneous-class': 'off' },
  },

  {
    files: ['libs/*/src/**/*.ts'],
    rules: {
      'no-console': 'error',
      ...restricted({
        syntax: [...presentTime, ...globalRandomness, ...secretComparison, ...environment],
        imports: [...randomImports, ...environmentImports, ...databaseImports],
        subpaths: databaseSubpaths,
      }),
    },
  },
  {
    files: [THE_CLOCK],
    rules: restricted({
      syntax: [...globalRandomness, ...secretComparison, ...environment],
      imports: [...randomImports, ...environmentImports, ...databaseImports],
      subpaths: databaseSubpaths,
    }),
  },
  {
    files: [THE_SECRETS],
    rules: restricted({
      syntax: [...presentTime, globalRandomness[0], ...secretComparison, ...environment],
      imports: [...environmentImports, ...databaseImports],
      subpaths: databaseSubpaths,
    }),
  },
  {
    files: THE_DATABASE,
    rules: restricted({
      syntax: [...presentTime, ...globalRandomness, ...secretComparison, ...environment],
      imports: [...randomImports, ...environmentImports],
    }),
  },
  {
    files: ['apps/*/src/**/*.{ts,tsx}'],
    rules: restricted({ syntax: [globalRandomness[0], ...environment], imports: environmentImports }),
  },
  {
    files: THE_ENVIRONMENT,
    rules: restricted({
      syntax: [...presentTime, ...globalRandomness, ...secretComparison],
      imports: [...randomImports, ...databaseImports],
      subpaths: databaseSubpaths,
    }),
  },

  {
    files: TESTS,
    rules: {
      ...restricted({}),
      // An answer's body is `any` in supertest, and asserting on it is what a test is for.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
);
