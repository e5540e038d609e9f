import { setTimeout as sleep } from 'node:timers/promises';
import { MlaError } from '../errors/error.ts';
import type { HttpTransport, WireAnswer, WireRequest } from './http-transport.ts';
import { waitBeforeRetry, type Failure, type Repeatability, type RetryLimits } from './retry-rules.ts';
import { parseStatus, statusError, type Asked } from './status-errors.ts';

export interface RetryOptions {
  readonly limits: RetryLimits;
  readonly repeatability: Repeatability;
  readonly asked: Asked;
  /** Statuses that the caller reads itself, for example 404 where absence is an answer. */
  readonly accepts?: readonly number[];
  readonly onRetry?: (failure: Error) => void;
  readonly random?: () => number;
}

/** Sends a request until it is answered with success, must not be sent again, or was sent often enough. Stops at once when its signal aborts. */
export async function sendWithRetry(transport: HttpTransport, request: WireRequest, options: RetryOptions): Promise<WireAnswer & { sent: number }> {
  const { limits, repeatability, asked, random = Math.random } = options;
  for (let sent = 1; ; sent++) {
    const outcome = await sendOnce(transport, request, options);
    if ('answer' in outcome) return { ...outcome.answer, sent };
    const wait = waitBeforeRetry({ failure: outcome.failure, sent, repeatability, limits, random: random() });
    if (wait === undefined) throw outcome.error;
    options.onRetry?.(outcome.error);
    await waitFor(wait, request.signal, asked);
  }
}

type Outcome = { answer: WireAnswer } | { error: MlaError; failure: Failure };

async function sendOnce(transport: HttpTransport, request: WireRequest, options: RetryOptions): Promise<Outcome> {
  if (isAborted(request.signal)) throw cancelled(options.asked);
  try {
    const answer = await transport.send(request);
    if (answer.status < 300 || options.accepts?.includes(answer.status) === true) return { answer };
    const message = parseStatus(answer.text)?.message ?? '';
    const { status, retryAfter } = answer;
    return { error: statusError(answer, options.asked), failure: { status, message, ...(retryAfter === undefined ? {} : { retryAfter }) } };
  } catch (thrown) {
    if (isAborted(request.signal)) throw cancelled(options.asked, thrown);
    if (!(thrown instanceof MlaError)) throw thrown;
    return { error: thrown, failure: { code: thrown.code } };
  }
}

async function waitFor(milliseconds: number, signal: AbortSignal | undefined, asked: Asked): Promise<void> {
  try {
    await sleep(milliseconds, undefined, signal === undefined ? {} : { signal });
  } catch (thrown) {
    throw cancelled(asked, thrown);
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

function cancelled(asked: Asked, cause?: unknown): MlaError {
  return new MlaError('MLA-GENERAL-002', { verb: asked.verb, object: asked.object }, { cause });
}
