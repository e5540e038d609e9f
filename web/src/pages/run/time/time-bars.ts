import type { RunEvent, RunView } from '../../../../../src/api/run.ts';

/** One component's stretch of time, in milliseconds after the picture's beginning. */
export interface TimeBar {
  readonly name: string;
  readonly title: string;
  readonly state: RunView['components'][number]['state'];
  readonly from: number;
  readonly to: number;
  readonly gates: readonly GateMark[];
}

/** A gate that opened: when, and after how long. */
export interface GateMark {
  readonly gate: string;
  readonly at: number;
  readonly seconds: number;
}

export interface TimePicture {
  readonly bars: readonly TimeBar[];
  /** Gates that belong to no single component. */
  readonly gates: readonly GateMark[];
  /** Milliseconds from beginning to end. */
  readonly length: number;
}

/** Where the time of an install went. Empty before the first component began. */
export function drawTime(run: RunView, events: readonly RunEvent[], now: number): TimePicture {
  const begun = run.components.filter((component) => component.startedAt !== undefined);
  const start = Math.min(...begun.map((component) => Date.parse(component.startedAt ?? '')));
  if (!Number.isFinite(start)) return { bars: [], gates: [], length: 0 };
  const end = run.endedAt === undefined ? now : Date.parse(run.endedAt);
  const marks = new Map<string | undefined, GateMark[]>();
  for (const event of events) {
    const { gate, seconds } = event.data ?? {};
    if (event.type !== 'gate.opened' || typeof gate !== 'string' || typeof seconds !== 'number') continue;
    const own = begun.some((component) => component.name === event.component) ? event.component : undefined;
    const list = marks.get(own) ?? [];
    list.push({ gate, seconds, at: Math.max(0, Date.parse(event.time) - start) });
    marks.set(own, list);
  }
  const bars = begun
    .map(({ name, title, state, startedAt, endedAt }) => {
      const from = Date.parse(startedAt ?? '') - start;
      return {
        name,
        title,
        state,
        from,
        to: Math.max(from, (endedAt === undefined ? end : Date.parse(endedAt)) - start),
        gates: marks.get(name) ?? [],
      };
    })
    .sort((left, right) => left.from - right.from || left.to - right.to);
  return { bars, gates: marks.get(undefined) ?? [], length: Math.max(1, ...bars.map((bar) => bar.to)) };
}

/** Round times from the beginning on, at most four after it: so many labels fit beside one another on a phone. */
export function chooseTicks(length: number): number[] {
  const step = tickSteps.find((candidate) => length / candidate < 5) ?? 24 * hour;
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => index * step);
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const tickSteps = [
  0.1 * second,
  0.5 * second,
  ...[1, 2, 5, 10, 15, 30].map((count) => count * second),
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 4, 8].map((count) => count * hour),
];
