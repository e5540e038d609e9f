/** Makes the clock of this process wrong, for programs that ask `Date`. */
export function shiftClock(aheadSeconds: number): void {
  if (aheadSeconds === 0) return;
  const RealDate = Date;
  const now = (): number => RealDate.now() + aheadSeconds * 1000;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, parts: unknown[]) => Reflect.construct(target, parts.length === 0 ? [now()] : parts) as Date,
    get: (target, name) => (name === 'now' ? now : (Reflect.get(target, name) as unknown)),
  });
}
