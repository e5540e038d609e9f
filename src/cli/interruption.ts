import { exitCodes } from './exit-codes.ts';

/**
 * Ctrl-C, in two steps: the first aborts the signal, so that a command ends
 * well; the second ends the process at once. SIGTERM counts as the first.
 */
export function watchInterruption(): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.cancelled.code);
    controller.abort();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  return {
    signal: controller.signal,
    stop: () => {
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    },
  };
}
