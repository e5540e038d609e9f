import { sayMemory } from '../api/amounts/say-memory.ts';
import type { MachineView, PlanView } from '../api/contract.ts';
import { MlaError } from '../errors/error.ts';

/**
 * Whether the chosen components fit the machine that a cluster is still to be
 * made on. Pods beyond it would wait for ever: refused before anything is
 * created. The amount found is rounded down and the amount needed up, so that
 * the two never read the same. Throws preflight.machineTooSmall.
 */
export function refuseSmallMachine(
  { capacity }: Pick<MachineView, 'capacity'>,
  { cpuMillicores, memoryMiB }: PlanView['totals']['requests'],
): void {
  if (capacity === undefined) return;
  const { owner } = capacity;
  if (memoryMiB > capacity.memoryMiB)
    throw new MlaError('preflight.machineTooSmall', {
      owner,
      found: `${sayMemory(capacity.memoryMiB, Math.floor)} of memory`,
      needed: sayMemory(memoryMiB, Math.ceil),
    });
  if (cpuMillicores > capacity.cpus * 1000)
    throw new MlaError('preflight.machineTooSmall', {
      owner,
      found: capacity.cpus === 1 ? '1 CPU' : `${capacity.cpus} CPUs`,
      needed: String(Math.ceil(cpuMillicores / 100) / 10),
    });
}
