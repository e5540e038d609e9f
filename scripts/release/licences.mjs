// @ts-check
// The licences of everything that is handed out, in one text.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * @param {{ root: string, packages: readonly string[] }} options paths of packages, as in the lock file: `node_modules/zod`
 * @returns {Promise<string>}
 * @throws when a package brings neither a licence text nor the name of a licence
 */
export async function collectLicences({ root, packages }) {
  const sections = await Promise.all(packages.map((path) => licenceOf(join(root, path))));
  return ['Software of others that is part of MLAnywhere, with its licences.\n', ...sections].join(
    `\n${'-'.repeat(80)}\n`,
  );
}

/** @param {string} folder */
async function licenceOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file)).toSorted();
  if (files.length === 0 && typeof license !== 'string') throw new Error(`${name}: no licence was found in ${folder}`);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return [`${name} ${version} (${license})`, ...texts.map((text) => text.trim())].join('\n\n');
}
