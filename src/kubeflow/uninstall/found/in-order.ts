/** How many requests are under way at once. */
const window = 16;

/** Does something with each, a few at a time. */
export async function inOrder<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const next = all.values();
  await Promise.all(
    Array.from({ length: window }, async () => {
      for (const one of next) await work(one);
    }),
  );
}
