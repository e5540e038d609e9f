// The arrows of docs/architecture.md as rules: who may import whom. `npm run check` holds them.

// What each room of src/ may import besides itself. What is not in its list cannot be imported there.
const mayImport = require('./scripts/check/arrows.json');
// npm packages of the program; all others are tools, or packages of the pages.
const runtimePackages = require('./scripts/check/runtime-packages.json');

/** The simulated surroundings speak Kubernetes and fit the platform port; they know nothing of runs or Kubeflow's plan. */
const sharedWithSandbox = [
  '^src/(errors|kubernetes|network)/',
  '^src/(secret|yaml)\\.ts$',
  '^src/platforms/platform\\.ts$',
  '^scripts/control-plane\\.mjs$',
];

/** What a platform is, apart from doing it: pure, so that the schema, the contract and the pages are built from it. */
const definitions = 'platforms/*/definition';
const room = (name) =>
  name === definitions
    ? '^src/platforms/((definition|registry|unions|trust|proxy-fields)\\.ts$|[^/]+/definition/)'
    : `^src/${name}(/|\\.ts$)`;
/** The pages share the contract, what platforms are, what folds events to a state, and the reader of kubeconfigs; nothing that needs a server around it. */
const sharedWithPages = [
  ...['api', 'installation', 'errors', 'yaml', 'run-view', definitions].map(room),
  '^src/kubernetes/kubeconfig/kubeconfig-text\\.ts$',
];

// Tests, and what only tests use.
const tests = '(\\.test\\.tsx?|\\.fixture\\.ts)$|/testing/|^test/';

const arrows = Object.entries(mayImport).map(([name, others]) => ({
  name: `arrows-of-${name}`,
  comment: `src/${name} may import ${others.length === 0 ? 'no other room' : others.join(', ')}.`,
  severity: 'error',
  from: { path: room(name), pathNot: tests },
  to: { path: '^src/', pathNot: [room(name), ...others.map(room)] },
}));

module.exports = {
  forbidden: [
    ...arrows,
    {
      name: 'known-rooms',
      comment: 'A new room in src/ gets its arrows here and its line in docs/architecture.md.',
      severity: 'error',
      from: { path: '^src/', pathNot: [tests, ...Object.keys(mayImport).map(room)] },
      to: {},
    },
    {
      name: 'no-cycles',
      comment: 'Two files that need each other are one idea, or share a third. Types alone may go both ways.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'pure-words',
      comment:
        'The contract, the spec and what platforms are run in server, terminal and browser alike: from outside they import zod, and the spec its YAML.',
      severity: 'error',
      from: { path: [room('installation'), room('api'), room(definitions)], pathNot: tests },
      to: { path: '.', pathNot: ['^src/', '^node_modules/zod/', '^node_modules/(@types/)?js-yaml/'] },
    },
    {
      name: 'product-without-sandbox',
      comment: 'Only the demo and sandbox commands and the sandbox platform know the sandbox.',
      severity: 'error',
      from: { path: '^src/', pathNot: [tests, '^src/(cli|app)/', '^src/platforms/sandbox/'] },
      to: { path: '^sandbox/' },
    },
    {
      name: 'product-without-workshop',
      comment: 'The product runs without its scripts, benchmarks, tests and pages.',
      severity: 'error',
      from: { path: '^src/', pathNot: tests },
      to: { path: '^(scripts|bench|test|web)/' },
    },
    {
      name: 'sandbox-stays-below',
      comment: 'The sandbox uses the Kubernetes client, errors and the platform port.',
      severity: 'error',
      from: { path: '^sandbox/', pathNot: tests },
      to: { path: '^(src|scripts|bench|test|web)/', pathNot: sharedWithSandbox },
    },
    {
      name: 'pages-share-the-contract-only',
      comment: 'The wizard shares the contract, the spec, the errors and the fold of events with the server.',
      severity: 'error',
      from: { path: '^web/', pathNot: tests },
      to: { path: '^(src|sandbox|scripts|bench|test)/', pathNot: sharedWithPages },
    },
    {
      name: 'no-test-in-the-product',
      comment:
        'Tests, fixtures and what is in test/ or a testing folder are imported by tests, and by measurements of the same things, alone.',
      severity: 'error',
      from: { pathNot: `${tests}|^bench/` },
      to: { path: tests },
    },
    {
      name: 'declared-and-there',
      comment: 'Each import resolves, and each package is in package.json.',
      severity: 'error',
      from: {},
      to: { dependencyTypes: ['unknown', 'npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-development-package-in-the-product',
      comment: 'The program is bundled with its own packages, which scripts/check/runtime-packages.json lists.',
      severity: 'error',
      from: { path: '^(src|sandbox)/', pathNot: tests },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: `^node_modules/(${runtimePackages.join('|').replaceAll('.', '\\.')})/`,
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};
