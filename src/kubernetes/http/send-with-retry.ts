import { setTimeout as sleep } from 'node:timers/promises';
import { isError, MlaError } from '../../errors/error.ts';
import type { HttpTransport, WireAnswer, WireRequest } from './http-transport.ts';
import { showsOutage, waitBeforeRetry, type Failure, type Repeatability, type RetryLimits } from './retry-rules.ts';
import type { RightsMemory } from './rights-memory.ts';
import { notYetAllowed, parseStatus, statusError, type Asked } from './status-errors.ts';

export interface RetryOptions {
  readonly limits: RetryLimits;
  readonly repeatability: Repeatability;
  readonly asked: Asked;
  readonly rights: RightsMemory;
  /** What right it takes, as `rights` knows it. */
  readonly access: string;
  /** Statuses that the caller reads itself, for example 404 where absence is an answer. */
  readonly accepts?: readonly number[];
  readonly onRetry?: (failure: Error) => void;
  readonly random?: () => number;
}

/** Sends a request until it is answered with success, must not be sent again, or was sent often enough. Stops at once when its signal aborts. */
export async function sendWithRetry(
  transport: HttpTransport,
  request: WireRequest,
  options: RetryOptions,
): Promise<WireAnswer & { sent: number }> {
  const { limits, repeatability, asked, random = Math.random } = options;
  for (let sent = 1; ; sent++) {
    const mayBeLost = sent === 1 && repeatability === 'idempotent';
    const outcome = await sendOnce(
      transport,
      mayBeLost ? { ...request, patience: limits.firstPatience } : request,
      options,
    );
    if ('answer' in outcome) return { ...outcome.answer, sent };
    if (showsOutage(outcome.failure)) options.rights.noteOutage();
    const wait = waitBeforeRetry({ failure: outcome.failure, sent, repeatability, limits, random: random() });
    if (wait === undefined) throw outcome.error;
    const isRefusal = isError(outcome.error, 'kubernetes.forbidden', 'kubernetes.unauthorized');
    options.onRetry?.(isRefusal ? notYetAllowed(outcome.error, asked) : outcome.error);
    await waitFor(wait, request.signal, asked);
  }
}

type Outcome = { answer: WireAnswer } | { error: MlaError; failure: Failure };

async function sendOnce(transport: HttpTransport, request: WireRequest, options: RetryOptions): Promise<Outcome> {
  if (isAborted(request.signal)) throw cancelled(options.asked);
  try {
    const answer = await transport.send(request);
    if (answer.status < 300 || options.accepts?.includes(answer.status) === true) {
      options.rights.noteGranted(options.access);
      return { answer };
    }
    const message = parseStatus(answer.text)?.message ?? '';
    const { status, retryAfter } = answer;
    const error = statusError(answer, options.asked);
    const mayPass = refusalMayPass(error, options);
    return { error, failure: { status, message, mayPass, ...(retryAfter === undefined ? {} : { retryAfter }) } };
  } catch (thrown) {
    if (isAborted(request.signal)) throw cancelled(options.asked, thrown);
    if (!(thrown instanceof MlaError)) throw thrown;
    return { error: thrown, failure: { key: thrown.key } };
  }
}

function refusalMayPass({ key }: MlaError, { rights, access }: RetryOptions): boolean {
  if (key === 'kubernetes.forbidden') return rights.mayPass(access);
  return key === 'kubernetes.unauthorized' && rights.mayRecogniseLater();
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
  return new MlaError('general.cancelled', { verb: asked.verb, object: asked.object }, { cause });
}
