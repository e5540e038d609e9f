import type { EngineName } from '../definition/fields.ts';

/** A container engine that answers. */
export interface Engine {
  readonly name: EngineName;
  readonly title: string;
  readonly path: string;
  readonly version: string;
  /** Bytes that containers can use. In Docker Desktop and Podman machines: of the virtual machine. */
  readonly memory: number;
  readonly cpus: number;
  readonly rootless: boolean;
  /** Whether containers run on this machine's own kernel, and not in a virtual machine. */
  readonly native: boolean;
  readonly cgroupVersion: 1 | 2 | undefined;
  /** What it cannot limit, of cpu, memory and pids. */
  readonly missingLimits: readonly string[];
  /** Where it keeps images and volumes. */
  readonly root: string | undefined;
  readonly runtimes: readonly string[];
  /** The socket of its API, where it tells. */
  readonly socket: string | undefined;
}
