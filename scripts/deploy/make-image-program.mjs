// @ts-check
// `node scripts/deploy/make-image-program.mjs FOLDER`: the unpacked npm package, for the container image (Dockerfile).
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makePackage } from '../release/make-package.mjs';

const [folder = ''] = process.argv.slice(2);
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const release = await mkdtemp(join(tmpdir(), 'mla-image-'));
try {
  const made = await makePackage({ root, release, say: console.log });
  await cp(made.folder, folder, { recursive: true });
} finally {
  await rm(release, { recursive: true, force: true });
}
