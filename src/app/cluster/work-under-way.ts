/** Work whose end is waited for before the parts that it uses are closed. */
export interface WorkUnderWay {
  readonly add: <T>(work: Promise<T>) => Promise<T>;
  /** Resolves when all of it has ended, however. */
  readonly ended: () => Promise<void>;
}

export function trackWork(): WorkUnderWay {
  const all = new Set<Promise<unknown>>();
  return {
    add(work) {
      all.add(work);
      const forget = (): boolean => all.delete(work);
      work.then(forget, forget);
      return work;
    },
    ended: async () => {
      await Promise.allSettled(all);
    },
  };
}
