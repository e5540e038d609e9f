import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { NodeSpec } from './nodes.ts';
import type { SandboxPorts } from './processes/ports.ts';

/** What a sandbox must remember to be started again as the same cluster. */
export interface SandboxState {
  readonly name: string;
  readonly ports: SandboxPorts;
  readonly nodes: readonly NodeSpec[];
}

/** Undefined when the folder holds no sandbox. */
export async function loadState(directory: string): Promise<SandboxState | undefined> {
  const text = await readFile(stateFile(directory), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as SandboxState);
}

/** Written whole or not at all, so that a kill leaves the old state or the new one. */
export async function saveState(directory: string, state: SandboxState): Promise<void> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const temporary = `${stateFile(directory)}.new`;
  await writeFile(temporary, JSON.stringify(state, undefined, 2), { mode: 0o600 });
  await rename(temporary, stateFile(directory));
}

function stateFile(directory: string): string {
  return join(directory, 'cluster.json');
}
