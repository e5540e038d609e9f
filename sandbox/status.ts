import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ProgramName } from './binary.ts';
import type { ControlPlane } from './processes/control-plane.ts';
import type { SimulatedPart } from './simulation/engine.ts';
import type { Simulation } from './simulation/simulation.ts';

/** One running program of a sandbox. */
export interface SandboxProgram {
  readonly name: ProgramName;
  /** Kubernetes itself, or a stand-in. */
  readonly is: 'real' | 'simulated';
  readonly pid: number;
  readonly memoryMiB: number;
}

/** What a sandbox is made of right now, and which of it is real. */
export interface SandboxStatus {
  readonly programs: readonly SandboxProgram[];
  /** Parts that only show the visible effect of what they stand for. */
  readonly simulated: readonly SimulatedPart[];
}

/** kwok is a real program that stands in for nodes. */
const standIns: ReadonlySet<ProgramName> = new Set(['kwok']);

export async function sandboxStatus({ processes }: ControlPlane, simulation: Simulation): Promise<SandboxStatus> {
  const memory = await residentMemory(processes.map(({ pid }) => pid));
  const programs = processes.map(
    ({ program, pid }) =>
      ({
        name: program,
        is: standIns.has(program) ? 'simulated' : 'real',
        pid,
        memoryMiB: memory.get(pid) ?? 0,
      }) as const,
  );
  return { programs, simulated: simulation.parts() };
}

/** Resident memory in MiB by process, from ps, which Linux and macOS have. */
async function residentMemory(pids: readonly number[]): Promise<Map<number, number>> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=,rss=', '-p', pids.join(',')]).catch(() => ({
    stdout: '',
  }));
  return new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number))
      .map(([pid = 0, kibibytes = 0]) => [pid, Math.round(kibibytes / 1024)]),
  );
}
