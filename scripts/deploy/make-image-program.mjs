// @ts-check
// `node scripts/deploy/make-image-program.mjs FOLDER`: the program and all that it needs, for the container image (Dockerfile).
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeProgram } from '../release/make-package.mjs';

const [folder = ''] = process.argv.slice(2);
const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
await makeProgram({ root, folder, say: console.log });
