import type { PlanView } from '../../api/contract.ts';
import { sayCount } from '../../api/say-count.ts';
import { sayRelease } from '../../api/say-release.ts';
import { sayMemory } from '../../api/amounts/say-memory.ts';
import { plainText } from './plain-text.ts';
import { formatTable } from './table.ts';
import { wrapText } from './wrap-text.ts';

export interface PlanDetail {
  /** Each object with what it waits for. */
  readonly objects: boolean;
  /** Each image by name. */
  readonly images: boolean;
  /** Columns of the terminal. */
  readonly width: number;
}

/** A plan for people: what is installed and why, wave by wave, what is waited for, and what it takes. */
export function planLines(plan: PlanView, detail: PlanDetail): string[] {
  const { release, components, totals } = plan;
  const { width } = detail;
  return [
    ...wrapText(
      `${sayRelease(release)} (${release.digest.slice(0, 19)}…): ${sayCount(totals.objects, 'object')}, ${totals.customResourceDefinitions} of them new kinds`,
      width,
    ),
    '',
    formatTable(
      ['COMPONENT', 'OBJECTS', 'WORKLOADS', 'MEMORY', 'WHY'],
      components.map((component) => [
        component.name,
        String(component.objects),
        String(component.workloads),
        sayRequests(component.requests),
        component.chosen ? 'chosen' : reasons(component.because, detail),
      ]),
      { width },
    ),
    '',
    ...waveLines(plan, detail),
    '',
    formatTable(
      ['GATE', 'OBJECTS BEHIND IT', 'OPENED BY'],
      plan.gates.map((gate) => [gate.id, String(gate.guards), gate.openedBy]),
      { width },
    ),
    '',
    ...totalLines(plan, detail),
    ...titled('Patches (spec.kubeflow.patches switches them by id):', switchLines(plan), width),
    ...titled('Changed against the bundle:', patchLines(plan, detail), width),
    ...titled('To know:', plan.notes, width),
  ];
}

/** Empty where there are no pods. `?` stands for pods that declare nothing. */
function sayRequests(requests: PlanView['components'][number]['requests']): string {
  if (requests === undefined) return '';
  const { memoryMiB, undeclared } = requests;
  return [...(memoryMiB > 0 ? [sayMemory(memoryMiB)] : []), ...(undeclared > 0 ? ['?'] : [])].join(' + ');
}

/** The first reason is enough to see why; a component that all the others need has many. */
function reasons(because: readonly string[], { objects: all }: PlanDetail): string {
  const [first = ''] = because;
  return all || because.length < 2 ? because.join('; ') : `${first}; and ${because.length - 1} more`;
}

function waveLines({ waves }: PlanView, { objects }: PlanDetail): string[] {
  if (!objects) {
    return [
      formatTable(
        ['WAVE', 'OBJECTS', 'BEHIND GATES'],
        waves.map((wave) => [
          String(wave.wave),
          String(wave.objects.length),
          String(wave.objects.filter(({ gates }) => gates.length > 0).length),
        ]),
      ),
    ];
  }
  return waves.flatMap((wave) => [
    `Wave ${wave.wave}: ${sayCount(wave.objects.length, 'object')}`,
    ...wave.objects.flatMap(({ object, component, waitsFor }) => [
      `  ${object} (${component})`,
      ...(waitsFor.length === 0 ? [] : [`    after ${waitsFor.join(', ')}`]),
    ]),
  ]);
}

function totalLines({ totals }: PlanView, { images }: PlanDetail): string[] {
  const { requests, claims } = totals;
  const undeclared =
    requests.undeclared === 0 ? '' : `; ${sayCount(requests.undeclared, 'workload')} without declared needs`;
  return [
    `Workloads: ${totals.workloads}, pods: ${totals.pods}`,
    ...(requests.undeclared > 0 ? ['MEMORY is what the pods declare; ? stands for pods that declare nothing.'] : []),
    `Requests:  ${(requests.cpuMillicores / 1000).toFixed(1)} CPU, ${(requests.memoryMiB / 1024).toFixed(1)} GiB memory${undeclared}`,
    `Claims:    ${claims.count}, ${claims.gibibytes} GiB in all`,
    `Images:    ${totals.images.length}, and ${totals.hiddenImages.length} more pulled only at run time${images ? '' : ' (--images names them)'}`,
    ...(images
      ? [
          ...totals.images.map((image) => `  ${image}`),
          ...totals.hiddenImages.map((image) => `  ${image} (at run time)`),
        ]
      : []),
  ];
}

function switchLines({ switches }: PlanView): string[] {
  return switches.map(
    ({ id, title, on, because, objects }) =>
      `${on ? 'on' : 'off'} ${id}: ${title}${on ? ` (${sayCount(objects, 'object')})` : ''}. ${because}`,
  );
}

/** The same change of many objects is told once. */
function patchLines({ patches }: PlanView, { objects: each }: PlanDetail): string[] {
  const changes = new Map<string, string[]>();
  for (const { object, what, why } of patches) {
    const change = `${what} (${why})`;
    changes.set(change, [...(changes.get(change) ?? []), object]);
  }
  return [...changes].flatMap(([change, objects]) => {
    if (each || objects.length === 1) return objects.map((object) => `${object}: ${change}`);
    return [`${objects[0] ?? ''} and ${objects.length - 1} more: ${change}`];
  });
}

function titled(title: string, lines: readonly string[], width: number): string[] {
  const item = (line: string): string[] =>
    wrapText(plainText(line), width - 4).map((part, index) => (index === 0 ? `  - ${part}` : `    ${part}`));
  return lines.length === 0 ? [] : ['', title, ...lines.flatMap(item)];
}
