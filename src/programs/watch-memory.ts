import { readFile } from 'node:fs/promises';

/** Milliseconds between two looks. */
const pause = 200;

export interface MemoryWatch {
  /** Stops looking. Gives the most memory that was seen, in bytes; 0 where the system does not tell. */
  readonly end: () => number;
}

/** Looks at what a process holds of the machine's memory, and says so once when it is more than `maximum` bytes. */
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

/** The high-water mark of a process's resident memory, in bytes; 0 when it has ended. */
async function readPeak(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
}
