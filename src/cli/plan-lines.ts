import type { PlanView } from '../api/contract.ts';
import { sayCount } from '../api/say-count.ts';
import { sayRelease } from '../api/say-release.ts';
import { plainText } from './output.ts';
import { formatTable } from './table.ts';

export interface PlanDetail {
  /** Each object with what it waits for. */
  readonly objects: boolean;
  /** Each image by name. */
  readonly images: boolean;
}

/** A plan for people: what is installed and why, wave by wave, what is waited for, and what it takes. */
export function planLines(plan: PlanView, detail: PlanDetail): string[] {
  const { release, components, totals } = plan;
  return [
    `${sayRelease(release)} (${release.digest.slice(0, 19)}…): ${sayCount(totals.objects, 'object')}, ${totals.customResourceDefinitions} of them new kinds`,
    '',
    formatTable(
      ['COMPONENT', 'OBJECTS', 'WORKLOADS', 'WHY'],
      components.map((component) => [component.name, String(component.objects), String(component.workloads), component.chosen ? 'chosen' : component.because.join('; ')]),
    ),
    '',
    ...waveLines(plan, detail),
    '',
    formatTable(['GATE', 'OPENED BY', 'OBJECTS BEHIND IT'], plan.gates.map((gate) => [gate.id, gate.openedBy, String(gate.guards)])),
    '',
    ...totalLines(plan, detail),
    ...titled('Changed against the bundle:', plan.patches.map(({ object, what, why }) => `${object}: ${what} (${why})`)),
    ...titled('To know:', plan.notes),
  ];
}

function waveLines({ waves }: PlanView, { objects }: PlanDetail): string[] {
  if (!objects) {
    return [formatTable(['WAVE', 'OBJECTS', 'BEHIND GATES'], waves.map((wave) => [String(wave.wave), String(wave.objects.length), String(wave.objects.filter(({ gates }) => gates.length > 0).length)]))];
  }
  return waves.flatMap((wave) => [
    `Wave ${wave.wave}: ${sayCount(wave.objects.length, 'object')}`,
    ...wave.objects.flatMap(({ object, component, waitsFor }) => [`  ${object} (${component})`, ...(waitsFor.length === 0 ? [] : [`    after ${waitsFor.join(', ')}`])]),
  ]);
}

function totalLines({ totals }: PlanView, { images }: PlanDetail): string[] {
  const { requests, claims } = totals;
  const undeclared = requests.undeclared === 0 ? '' : `; ${sayCount(requests.undeclared, 'workload')} without declared needs`;
  return [
    `Workloads: ${totals.workloads}, pods: ${totals.pods}`,
    `Requests:  ${(requests.cpuMillicores / 1000).toFixed(1)} CPU, ${(requests.memoryMiB / 1024).toFixed(1)} GiB memory${undeclared}`,
    `Claims:    ${claims.count}, ${claims.gibibytes} GiB in all`,
    `Images:    ${totals.images.length}, and ${totals.hiddenImages.length} more that are pulled only at run time${images ? '' : ' (--images names them)'}`,
    ...(images ? [...totals.images.map((image) => `  ${image}`), ...totals.hiddenImages.map((image) => `  ${image} (at run time)`)] : []),
  ];
}

function titled(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  - ${plainText(line)}`)];
}
