import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterPayload } from './http/create-payload.ts';

/** A node as CCP tells it; addresses and reasons may be missing while it is young. */
export interface StoredNode {
  readonly name: string;
  /** Name of its group. */
  readonly group: string;
  /** Ticks since it was ordered. */
  age: number;
  phase: string;
  /** Its address, taken from the subnet when it was ordered. */
  readonly reservedIp: string;
  publicIp?: string;
  privateIp?: string;
  statusReason?: string;
  statusDetail?: string;
}

export interface StoredAddon {
  readonly entry: Record<string, unknown>;
  readonly name: string;
  age: number;
  status: string;
}

export interface StoredCluster {
  readonly id: string;
  payload: ClusterPayload;
  status: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** Ticks since it was ordered. */
  age: number;
  readonly masterVip: string;
  readonly loadBalancerIps: string[];
  nodes: StoredNode[];
  addons: StoredAddon[];
}

interface StateFile {
  port?: number;
  password: string;
  clusters: StoredCluster[];
}

/** What outlives the simulator's process: written whole, at once, at each change. */
export interface StateStore {
  readonly state: StateFile;
  save(): void;
}

/** Reads `state.json` of a directory, or begins with nothing. */
export function openState(directory: string, fresh: { password: string }): StateStore {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const path = join(directory, 'state.json');
  const state = read(path) ?? { password: fresh.password, clusters: [] };
  return {
    state,
    save() {
      writeFileSync(`${path}.new`, JSON.stringify(state), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    },
  };
}

function read(path: string): StateFile | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as StateFile;
  } catch (thrown) {
    if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') return undefined;
    throw thrown;
  }
}
