import type { PlanView } from '../../../../../src/api/contract.ts';
import { sayMemory } from '../../../../../src/api/amounts/say-memory.ts';
import { kubeflowWords } from '../../../words/kubeflow-words.ts';

const words = kubeflowWords.components.memory;

/** The memory that the pods of a component declare, in words; undefined for a component without pods, or while nothing is known. */
export function sayMemoryOf(component: string, plan: PlanView | undefined): string | undefined {
  const requests = plan?.components.find(({ name }) => name === component)?.requests;
  if (requests === undefined) return undefined;
  const { memoryMiB, undeclared } = requests;
  if (memoryMiB === 0) return undeclared === 0 ? undefined : words.undeclared;
  return undeclared === 0 ? sayMemory(memoryMiB) : words.andMore(sayMemory(memoryMiB));
}
