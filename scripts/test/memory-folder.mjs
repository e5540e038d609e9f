// @ts-check
// A folder in memory for what tests write: they make thousands of small files and wait for the disk, which proves nothing.
import { chmodSync, mkdirSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const name = 'mlanywhere-tests-';
const tmpfs = 0x01021994;
const gibibyte = 2 ** 30;
/** Bytes. Two control planes with all of Kubeflow and what they store, and a browser, take half of it. */
const memoryNeeded = 12 * gibibyte;
/** Bytes. Containers often have a folder of 64 MB. */
const roomNeeded = 6 * gibibyte;

/**
 * Makes the folder. Undefined where a machine has too little memory, or runs no programs from there.
 * @param {{ shared?: string, memory?: number, processId?: number }} [machine]
 * @returns {string | undefined}
 */
export function makeMemoryFolder({
  shared = '/dev/shm',
  memory = process.availableMemory(),
  processId = process.pid,
} = {}) {
  if (memory < memoryNeeded || !hasRoom(shared)) return undefined;
  removeLeftFolders(shared);
  const folder = join(shared, `${name}${processId}`);
  try {
    mkdirSync(folder);
    // Programs of other users work in it, as in /tmp.
    chmodSync(folder, 0o1777);
    if (runsPrograms(folder)) return folder;
  } catch {
    // Not for us.
  }
  rmSync(folder, { recursive: true, force: true });
  return undefined;
}

/** @param {string} shared */
function hasRoom(shared) {
  try {
    const { type, bavail, bsize } = statfsSync(shared);
    return type === tmpfs && bavail * bsize >= roomNeeded;
  } catch {
    return false;
  }
}

/** @param {string} folder */
function runsPrograms(folder) {
  const program = join(folder, 'program');
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 });
  const { status } = spawnSync(program);
  rmSync(program);
  return status === 0;
}

/**
 * Those of test runs that were killed.
 * @param {string} shared
 */
function removeLeftFolders(shared) {
  for (const entry of readdirSync(shared)) {
    const [, processId] = entry.match(/^mlanywhere-tests-(\d+)$/) ?? [];
    if (processId !== undefined && !isAlive(Number(processId)))
      rmSync(join(shared, entry), { recursive: true, force: true });
  }
}

/** @param {number} processId */
function isAlive(processId) {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
