// @ts-check
// The software bill of materials (CycloneDX), by npm, of what is really handed out.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../setup/run-program.mjs';

/**
 * @param {{ root: string, packages: readonly string[] }} options paths of npm packages, as in the lock file: `node_modules/zod`
 * @returns {Promise<string>} JSON, the same for the same packages
 */
export async function writeSbom({ root, packages }) {
  const lock = JSON.parse(await readFile(join(root, 'package-lock.json'), 'utf8'));
  const folder = await mkdtemp(join(tmpdir(), 'mla-sbom-'));
  try {
    const reduced = reduceLock(lock, packages);
    await writeFile(join(folder, 'package-lock.json'), JSON.stringify(reduced));
    await writeFile(join(folder, 'package.json'), JSON.stringify(reduced.packages['']));
    const env = { ...process.env, npm_config_loglevel: 'error' };
    const output = await runProgram('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], {
      cwd: folder,
      env,
    });
    return `${JSON.stringify(withoutChance(JSON.parse(output), lock.name), null, 2)}\n`;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/**
 * @typedef {{ version?: string, dependencies?: Record<string, string>, [field: string]: unknown }} Entry
 * @typedef {{ name: string, version: string, lockfileVersion: number, requires?: boolean, packages: Record<string, Entry> }} Lock
 */

/**
 * A lock file of these packages alone. A package that only the build needs is required by nobody in it.
 * @param {Lock} lock
 * @param {readonly string[]} paths
 * @returns {Lock}
 */
export function reduceLock(lock, paths) {
  const name = (/** @type {string} */ path) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const kept = new Set(paths.map(name));
  const only = (/** @type {Record<string, string>} */ dependencies = {}) =>
    Object.fromEntries(Object.entries(dependencies).filter(([dependency]) => kept.has(dependency)));
  const entryOf = (/** @type {string} */ path) => {
    const entry = lock.packages[path];
    if (entry === undefined) throw new Error(`package-lock.json has no ${path}`);
    const { version, resolved, integrity, license, dependencies } = entry;
    return { version, resolved, integrity, license, dependencies: only(dependencies) };
  };
  const own = lock.packages[''];
  const direct = paths.filter((path) => path.indexOf('node_modules/') === path.lastIndexOf('node_modules/'));
  const root = {
    name: lock.name,
    version: lock.version,
    license: own?.['license'],
    dependencies: Object.fromEntries(direct.map((path) => [name(path), String(lock.packages[path]?.version)])),
  };
  const entries = paths.map((path) => [path, entryOf(path)]);
  return { ...lock, packages: { '': root, ...Object.fromEntries(entries) } };
}

/**
 * The time, a random number and the name of the temporary folder would make each file different.
 * @param {{ serialNumber?: string, metadata: { timestamp?: string, component: object } }} bom
 * @param {string} name
 */
function withoutChance({ serialNumber: _serial, ...bom }, name) {
  const { timestamp: _time, component, ...metadata } = bom.metadata;
  return { ...bom, metadata: { ...metadata, component: { ...component, name } } };
}
