/** One number of the benchmark beside the bar it is held to. */
export interface Measurement {
  /** Letter or word it is known by in the issue, README and notes. */
  readonly id: string;
  readonly title: string;
  readonly value: number;
  readonly unit: string;
  readonly bar: { readonly kind: 'at most' | 'at least'; readonly value: number };
  /** What it was computed from. */
  readonly detail: Readonly<Record<string, unknown>>;
}

export function meetsBar({ value, bar }: Measurement): boolean {
  return bar.kind === 'at most' ? value <= bar.value : value >= bar.value;
}

/** One line for people. */
export function formatMeasurement(measurement: Measurement): string {
  const { id, title, value, unit, bar } = measurement;
  const mark = meetsBar(measurement) ? 'ok    ' : 'MISSED';
  return `${mark} (${id}) ${title}: ${round(value)} ${unit}, bar ${bar.kind} ${bar.value} ${unit}`;
}

export function round(value: number): number {
  return Math.round(value * 100) / 100;
}
