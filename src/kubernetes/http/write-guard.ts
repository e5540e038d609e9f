import type { Dispatcher } from 'undici';

/**
 * Whether this process may write to the cluster now. A process that was paused
 * wakes with requests that wait for a free connection, and another process may
 * do the same work meanwhile.
 */
export interface WriteGuard {
  /** Asked right before the bytes of each request go out. */
  isOpen(): boolean;
  /** Resolves when writing is allowed. Throws when another process has the right. */
  open(): Promise<void>;
}

/** A request that stayed here: it can be sent later. */
export class WriteWithheld extends Error {}

/** Requests that change nothing pass. */
export function guardWrites(dispatcher: Dispatcher, guard: WriteGuard): Dispatcher {
  return dispatcher.compose(
    (dispatch) => (options, handler) =>
      dispatch(options, options.method === 'GET' ? handler : withhold(handler, guard)),
  );
}

function withhold(handler: Dispatcher.DispatchHandler, guard: WriteGuard): Dispatcher.DispatchHandler {
  return {
    // The connection calls this when it is the request's turn, in the same tick in which it writes.
    onRequestStart(controller, context) {
      if (!guard.isOpen()) throw new WriteWithheld();
      handler.onRequestStart?.(controller, context);
    },
    onRequestUpgrade: (...given) => handler.onRequestUpgrade?.(...given),
    onResponseStart: (...given) => handler.onResponseStart?.(...given),
    onResponseData: (...given) => handler.onResponseData?.(...given),
    onResponseEnd: (...given) => handler.onResponseEnd?.(...given),
    onResponseError: (...given) => handler.onResponseError?.(...given),
  };
}
