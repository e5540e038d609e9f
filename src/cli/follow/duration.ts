/** A stretch of time for people: `0.2 s`, `58 s`, `3 min 05 s`, `2 h 10 min`. */
export function formatDuration(milliseconds: number): string {
  const seconds = Math.max(0, milliseconds) / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, '0')} min`;
}

/** Milliseconds between two ISO times; up to `now` while there is no end, 0 before there is a start. */
export function elapsed(
  span: { readonly startedAt?: string | undefined; readonly endedAt?: string | undefined },
  now: number,
): number {
  if (span.startedAt === undefined) return 0;
  return (span.endedAt === undefined ? now : Date.parse(span.endedAt)) - Date.parse(span.startedAt);
}
