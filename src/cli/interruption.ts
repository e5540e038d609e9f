import { exitCodes } from './output/exit-codes.ts';

/**
 * Ctrl-C, in two steps: the first aborts the signal, so that a command ends
 * well; the second ends the process at once. SIGTERM counts as the first; a
 * terminal that is closed (SIGHUP, perhaps more than once) only ever ends it well.
 */
export function watchInterruption(): { readonly signal: AbortSignal; readonly stop: () => void } {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(exitCodes.cancelled.code);
    controller.abort();
  };
  const hangUp = (): void => controller.abort();
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt).on('SIGHUP', hangUp);
  return {
    signal: controller.signal,
    stop: () => {
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt).off('SIGHUP', hangUp);
    },
  };
}
