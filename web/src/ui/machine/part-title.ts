import type { MachinePart } from '../../../../src/api/contract.ts';
import type { PlatformId } from '../../../../src/installation/installation.ts';
import { machineWords } from '../../words/machine-words.ts';

/** What a part of this machine is called. The program that makes clusters has the name of its platform. */
export function partTitle(part: MachinePart['part'], platform: PlatformId): string {
  return part === 'tool' ? platform : machineWords.parts[part];
}
