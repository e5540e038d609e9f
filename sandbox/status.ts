import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { ProgramName } from './binary.ts';
import type { ControlPlane } from './processes/control-plane.ts';
import type { SimulatedPart } from './simulation/engine.ts';
import type { Simulation } from './simulation/simulation.ts';

/** What a sandbox is made of right now, and which of it is real. */
export interface SandboxStatus {
  readonly real: readonly { readonly name: ProgramName; readonly pid: number; readonly memoryMiB: number }[];
  readonly simulated: readonly SimulatedPart[];
}

/** Programs that stand in for something, though they are real processes. */
const simulators: ReadonlySet<ProgramName> = new Set(['kwok']);

export async function sandboxStatus({ processes }: ControlPlane, simulation: Simulation): Promise<SandboxStatus & { readonly nodes: 'simulated by kwok' }> {
  const memory = await residentMemory(processes.map(({ pid }) => pid));
  return {
    real: processes.filter(({ program }) => !simulators.has(program)).map(({ program, pid }) => ({ name: program, pid, memoryMiB: memory.get(pid) ?? 0 })),
    simulated: simulation.parts(),
    nodes: 'simulated by kwok',
  };
}

/** Resident memory in MiB by process, from ps, which Linux and macOS have. */
async function residentMemory(pids: readonly number[]): Promise<Map<number, number>> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'pid=,rss=', '-p', pids.join(',')]).catch(() => ({ stdout: '' }));
  return new Map(
    stdout
      .trim()
      .split('\n')
      .map((line) => line.trim().split(/\s+/).map(Number))
      .map(([pid = 0, kibibytes = 0]) => [pid, Math.round(kibibytes / 1024)]),
  );
}
