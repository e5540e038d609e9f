// @ts-check
// Builds the program and the pages for the package, and notes whose code is in them.
import { join, relative } from 'node:path';
import { build } from 'vite';

/**
 * @param {{ root: string, folder: string }} options `folder` of the package; gets dist and web/dist
 * @returns {Promise<string[]>} the npm packages in the two bundles, as in the lock file: `node_modules/zod`
 */
export async function buildParts({ root, folder }) {
  /** @type {Set<string>} */
  const packages = new Set();
  const options = { logLevel: /** @type {const} */ ('error'), plugins: [notePackages(root, packages)] };
  await build({
    ...options,
    configFile: join(root, 'vite.config.ts'),
    build: { outDir: join(folder, 'dist'), emptyOutDir: true },
  });
  await build({
    ...options,
    configFile: join(root, 'web/vite.config.ts'),
    build: { outDir: join(folder, 'web/dist'), emptyOutDir: true, manifest: false },
  });
  return [...packages].toSorted();
}

/**
 * @param {string} root
 * @param {Set<string>} packages
 * @returns {import('vite').Plugin}
 */
function notePackages(root, packages) {
  return {
    name: 'note-packages',
    generateBundle() {
      for (const id of this.getModuleIds()) {
        const path = relative(root, id.replaceAll('\0', '').split('?', 1)[0] ?? '').replaceAll('\\', '/');
        const found = /^node_modules\/(?:.*\/node_modules\/)?(?:@[^/]+\/)?[^/]+(?=\/)/.exec(path)?.[0];
        if (found !== undefined) packages.add(found);
      }
    },
  };
}
