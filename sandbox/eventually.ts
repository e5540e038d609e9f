import { setTimeout as pause } from 'node:timers/promises';

/** For tests: asks until the answer is a value, and gives it. Fails with the last thing seen after `seconds`. */
export async function eventually<T>(ask: () => Promise<T | undefined | false>, seconds = 60): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  let last: unknown;
  while (Date.now() < deadline) {
    const answer = await ask().catch((thrown: unknown) => {
      last = thrown;
      return undefined;
    });
    if (answer !== undefined && answer !== false) return answer;
    await pause(100);
  }
  throw new Error(`not so after ${seconds} s`, { cause: last });
}
