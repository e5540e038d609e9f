import { readFile } from 'node:fs/promises';

/** Milliseconds between two checks. */
const pause = 200;

export interface MemoryWatch {
  /** Stops watching. Returns the peak memory in bytes, or 0 if the system does not report it. */
  readonly end: () => number;
}

/** Watches a process's memory, and reports once if it exceeds `maximum` bytes. */
export function watchMemory(
  pid: number | undefined,
  { maximum, onTooMuch }: { maximum: number | undefined; onTooMuch: (why: string) => void },
): MemoryWatch {
  let peak = 0;
  if (pid === undefined || maximum === undefined || process.platform !== 'linux') return { end: () => 0 };
  const timer = setInterval(() => {
    void readPeak(pid).then((held) => {
      const before = peak;
      peak = Math.max(peak, held);
      if (peak > maximum && before <= maximum)
        onTooMuch(`it needed more than ${Math.round(maximum / 1024 / 1024)} MiB of memory`);
    });
  }, pause);
  timer.unref();
  return {
    end: () => {
      clearInterval(timer);
      return peak;
    },
  };
}

/** Peak resident memory of a process, in bytes. 0 if it has ended. */
async function readPeak(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}
