import eslint from '@eslint/js';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

const typescript = ['**/*.ts'];
const tests = ['src/**/*.spec.ts', 'test/**/*.ts'];
const speaksToTheTerminal = ['src/cli.ts', 'src/demo/**', 'test/bench/**', 'test/fuzz/**', 'test/run/**'];

const noEnumsNorBarrels = [
  { selector: 'TSEnumDeclaration', message: 'A union of string literals says the same and is plain data.' },
  { selector: 'ExportAllDeclaration', message: 'No barrels: import from the file that has it.' },
];

export default defineConfig(
  { ignores: ['dist/', 'var/', 'coverage/'] },
  eslint.configs.recommended,
  { rules: { 'no-console': 'error', eqeqeq: ['error', 'always', { null: 'ignore' }] } },
  {
    files: typescript,
    extends: [tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      // We look for NUL and its like on purpose, in what people send.
      'no-control-regex': 'off',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      // A `default` would hide the member of the union that someone adds next year.
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { allowDefaultCaseForExhaustiveSwitch: false }],
      // It leaves alone what a decorated class names in its signatures: Nest reads those types when it runs.
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      '@typescript-eslint/return-await': ['error', 'in-try-catch'],
      'no-restricted-syntax': ['error', ...noEnumsNorBarrels],
    },
  },
  {
    // The few pages run in the browser.
    files: ['src/web/pages/*.js'],
    languageOptions: {
      globals: {
        AbortController: 'readonly',
        Blob: 'readonly',
        PublicKeyCredential: 'readonly',
        URL: 'readonly',
        URLSearchParams: 'readonly',
        clearTimeout: 'readonly',
        document: 'readonly',
        fetch: 'readonly',
        history: 'readonly',
        location: 'readonly',
        navigator: 'readonly',
        setTimeout: 'readonly',
        window: 'readonly',
      },
    },
  },
  // One sentence after the other, for the eye: it grows with the rules and stays one subject.
  { files: ['src/core/problems.ts'], rules: { 'max-lines': 'off' } },
  // Both ways of a migration are asynchronous by contract, also where one of them only refuses.
  { files: ['migrations/*.ts'], rules: { '@typescript-eslint/require-await': 'off', 'max-lines': 'off' } },
  {
    // What the core may do is decided by its arguments: no clock, no chance, no surroundings.
    files: ['src/core/**/*.ts'],
    ignores: tests,
    rules: {
      'no-restricted-globals': [
        'error',
        'process',
        'fetch',
        'crypto',
        'performance',
        'setTimeout',
        'setInterval',
        'console',
        'Buffer',
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'The clock is an argument.' },
        { object: 'Math', property: 'random', message: 'Chance is an argument.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: "NewExpression[callee.name='Date'][arguments.length=0]", message: 'The clock is an argument.' },
        ...noEnumsNorBarrels,
      ],
    },
  },
  {
    // Answers of the API arrive in tests as unknown JSON, and a test may say `!` where a builder has just made the thing.
    files: tests,
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  { files: speaksToTheTerminal, rules: { 'no-console': 'off' } },
  {
    files: ['**/*.mjs'],
    languageOptions: {
      globals: Object.fromEntries(
        ['Buffer', 'clearTimeout', 'console', 'performance', 'process', 'setTimeout', 'URL'].map((name) => [
          name,
          'readonly',
        ]),
      ),
    },
  },
);
