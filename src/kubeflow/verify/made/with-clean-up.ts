/**
 * Does work, and cleans up whatever happens, also when the work was aborted. Each clean-up is tried, within
 * `patience` milliseconds. The work's own error counts before one of a clean-up: what is left, the next run finds.
 */
export async function withCleanUp<Result>(
  work: () => Promise<Result>,
  cleanUps: readonly ((signal: AbortSignal) => Promise<unknown>)[],
  patience: number,
): Promise<Result> {
  const clean = async (): Promise<PromiseRejectedResult | undefined> => {
    const signal = AbortSignal.timeout(patience);
    const outcomes = await Promise.allSettled(cleanUps.map((one) => one(signal)));
    return outcomes.find((outcome) => outcome.status === 'rejected');
  };
  let result: Result;
  try {
    result = await work();
  } catch (thrown) {
    await clean();
    throw thrown;
  }
  const failed = await clean();
  if (failed !== undefined) throw failed.reason;
  return result;
}
