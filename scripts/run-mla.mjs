// @ts-check
// What `mla`, `npm start` and `npm run demo` start: the program, from dist where the set-up has
// made one that fits the sources, else from the sources.
import { dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { programFile } from './setup/program-file.mjs';

await import(pathToFileURL(programFile(dirname(dirname(fileURLToPath(import.meta.url))))).href);
