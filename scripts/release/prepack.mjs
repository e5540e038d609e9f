// @ts-check
// What npm runs before `npm pack`: makes the folder `program`, which package.json names. Standard output is npm's.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeProgram } from './make-package.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
await makeProgram({ root, say: (line) => console.error(line) });
