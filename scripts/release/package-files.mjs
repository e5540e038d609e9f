// @ts-check
// What the npm package holds, and how large it may become. Pure.

/** Files and folders of the checkout that the program reads at run time, beside what is built. */
export const readAtRunTime = [
  'LICENSE',
  'demo/notebooks',
  'demo/pipeline',
  'demo/shapes',
  // The sandbox builds its control plane from these, where Go is installed.
  'sandbox/control-plane/main.go',
  'sandbox/control-plane/go.mod',
  'sandbox/control-plane/go.sum',
  'sandbox/processes/kwok-stages.yaml',
  'src/kubeflow/sample/objects',
];

/** No part of the program, wherever it is. */
export const neverPacked = /(\.(test|fixture)\.|__pycache__|\.pyc$|\.map$|(^|\/)\.vite(\/|$))/;

/** In bytes: what `npx` downloads, and what the unpacked package takes on the disk. */
export const sizeBudget = { packed: 14e6, unpacked: 42e6 };

/** How the paths of everything in the package begin. */
const expected = [
  ...readAtRunTime,
  'THIRD-PARTY-LICENSES.txt',
  'package.json',
  'bin',
  'completion',
  'dist',
  'man',
  'web/dist',
  'node_modules/@electric-sql/pglite',
].map((path) => `program/${path}`);

/** What npm adds to `program`: what package.json names, and what npm always adds. */
const besideTheProgram = ['package.json', 'LICENSE', 'README.md', 'CONTRIBUTING.md', 'docs'];

/**
 * Paths that do not belong into the package.
 * @param {readonly string[]} paths
 */
export function findStrangers(paths) {
  return paths.filter(
    (path) =>
      neverPacked.test(path) ||
      ![...expected, ...besideTheProgram].some((place) => path === place || path.startsWith(`${place}/`)),
  );
}

/**
 * The package.json of the program's folder: its version, and that it is ES modules.
 * @param {{ name: string, version: string, description: string, license: string }} checkout
 */
export function programManifest({ name, version, description, license }) {
  return { name, version, description, license, type: 'module', private: true };
}
