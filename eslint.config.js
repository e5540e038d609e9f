import tseslint from 'typescript-eslint';

// The house's limits on size and shape; a file or function that meets one is more than one idea.
const limits = {
  complexity: ['error', 12],
  'max-depth': ['error', 3],
  'max-params': ['error', 4],
  'max-lines': ['error', 400],
};

export default tseslint.config(
  { ignores: ['**/node_modules/', '**/dist/', 'dist.unfinished/', 'coverage/', 'sandbox/control-plane/', 'docs/'] },
  // What is wrong is mended, not switched off: comments cannot change the rules.
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'off' } },
  { rules: { ...limits, eqeqeq: 'error', 'no-var': 'error', 'prefer-const': 'error', 'object-shorthand': 'error' } },
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, argsIgnorePattern: '^_' }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-confusing-void-expression': [
        'error',
        { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true },
      ],
      '@typescript-eslint/no-floating-promises': 'error',
      // What a router of pages throws to leave a page.
      '@typescript-eslint/only-throw-error': [
        'error',
        { allow: [{ from: 'package', package: '@tanstack/router-core', name: ['Redirect', 'NotFoundError'] }] },
      ],
      // `async` without `await` is meant: what implements a port answers with a rejection, never with a throw.
      '@typescript-eslint/require-await': 'off',
      // `get<Pod>(path)` says what a path answers with.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
  {
    // YAML that someone else wrote is read within limits, in one place; a release's objects have a reader of their own, with its own.
    files: ['src/**/*.ts', 'web/**/*.ts', 'web/**/*.tsx'],
    ignores: ['**/*.test.ts', '**/*.fixture.ts', 'src/yaml.ts', 'src/kubeflow/release/kubernetes-yaml.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { paths: [{ name: 'js-yaml', importNames: ['load', 'loadAll'], message: 'Read it with src/yaml.ts.' }] },
      ],
    },
  },
  {
    // In a test a value that is not there fails the test, which is what it is for.
    files: ['**/*.test.ts', '**/*.test.tsx', '**/*.fixture.ts'],
    rules: {
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/unbound-method': 'off',
      'max-lines': 'off',
    },
  },
  {
    // The types of components and queries are what they return.
    files: ['web/**/*.ts', 'web/**/*.tsx'],
    rules: { '@typescript-eslint/explicit-module-boundary-types': 'off' },
  },
);
