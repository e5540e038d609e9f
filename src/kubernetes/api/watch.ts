import { setTimeout as sleep } from 'node:timers/promises';
import { MlaError } from '../../errors/error.ts';
import { readBounded, TooMuch } from '../../network/read-bounded.ts';
import { askedOf, type ApiCalls } from './api-calls.ts';
import type { ObserveOptions } from '../client.ts';
import { listObjects, withKind } from './list-objects.ts';
import type { KubernetesObject, ResourceType } from '../objects/object.ts';
import { queryText, resourcePath } from './resource-path.ts';
import { showsOutage, watchHeals } from '../http/retry-rules.ts';
import { accessOf } from '../http/rights-memory.ts';
import { splitLines } from '../http/split-lines.ts';
import { notYetAllowed, statusError, type Asked } from '../http/status-errors.ts';

export interface WatchLimits {
  /** Milliseconds without an event, bookmark or any byte until the connection counts as dead. Bookmarks come about once a minute, so more than that. */
  readonly silence: number;
  /** Seconds after which the server is asked to end a watch, so that load spreads over its replicas again. */
  readonly session: number;
  /** Milliseconds before the second attempt in a row that brought nothing; doubles up to `longestWait`. */
  readonly firstWait: number;
  readonly longestWait: number;
}

export const defaultWatchLimits: WatchLimits = { silence: 75_000, session: 300, firstWait: 500, longestWait: 10_000 };

/** Why a watch ended that nothing went wrong with: servers end each of them now and then. */
export const watchEnded = 'the server ended the watch';

/** After so many attempts in a row without a word, what was seen before is too old to build on: list again. */
const attemptsBeforeList = 3;
/** In bytes: a refusal is a line or two. */
const largestRefusal = 1024 * 1024;

interface WatchEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: T;
}

/** One observation: what it was asked for, and where it stands. */
interface Observation<T extends KubernetesObject> {
  readonly calls: ApiCalls;
  readonly type: ResourceType;
  readonly options: ObserveOptions<T>;
  readonly limits: WatchLimits;
  /** The last version seen; undefined when everything must be listed (again). */
  resourceVersion: string | undefined;
  /** Attempts in a row that brought nothing. */
  barren: number;
}

/** List, then watch from there and go on after every interruption, until the signal aborts. */
export async function observeObjects<T extends KubernetesObject>(
  calls: ApiCalls,
  type: ResourceType,
  options: ObserveOptions<T>,
  limits: WatchLimits = defaultWatchLimits,
): Promise<void> {
  const { signal } = options;
  const observation: Observation<T> = { calls, type, options, limits, resourceVersion: undefined, barren: 0 };
  while (!signal.aborted) {
    const ended = await attempt(observation);
    if (ended === undefined) return;
    options.onReconnect?.(ended);
    const { barren } = observation;
    if (barren >= attemptsBeforeList) observation.resourceVersion = undefined;
    const wait = barren === 0 ? 0 : Math.min(limits.longestWait, limits.firstWait * 2 ** (barren - 1));
    await sleep(wait * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
  }
}

/** Lists if needed, then watches once. Returns why the watch ended, or undefined when cancelled. Throws errors that a retry cannot fix. */
async function attempt<T extends KubernetesObject>(observation: Observation<T>): Promise<string | undefined> {
  const { calls, type, options } = observation;
  observation.barren++;
  try {
    if (observation.resourceVersion === undefined) {
      const list = await listObjects<T>(calls, type, options);
      if (options.signal.aborted) return undefined;
      options.onList(list.items.map((item) => withKind(type, item)));
      observation.resourceVersion = list.resourceVersion;
    }
    return await watchOnce(observation);
  } catch (thrown) {
    if (options.signal.aborted) return undefined;
    if (!(thrown instanceof MlaError) || !watchHeals(thrown.key)) throw thrown;
    if (showsOutage({ key: thrown.key })) calls.rights.noteOutage();
    if (thrown.key === 'kubernetes.expired') observation.resourceVersion = undefined;
    return thrown.message;
  }
}

async function watchOnce<T extends KubernetesObject>(observation: Observation<T>): Promise<string> {
  const { calls, options, limits } = observation;
  const { path, accept, asked } = watchRequest(observation);
  const silence = new AbortController();
  const timer = setTimeout(() => {
    silence.abort();
  }, limits.silence);
  try {
    const stream = await calls.transport.stream({
      method: 'GET',
      path,
      accept,
      signal: AbortSignal.any([options.signal, silence.signal]),
    });
    if (stream.status >= 300) {
      const text = (await readBounded(stream.chunks, largestRefusal)).toString('utf8');
      throw refusalOf(observation, statusError({ ...stream, text }, asked), asked);
    }
    calls.rights.noteGranted(accessOf(asked, options.namespace));
    for await (const line of splitLines(tellEachPiece(stream.chunks, () => timer.refresh()))) {
      const event = parseEvent<T>(line);
      if (event === undefined) return 'the connection ended in the middle of a message';
      if (event.type === 'ERROR') throw errorOfEvent(observation, event.object, asked);
      takeEvent(observation, event.type, event.object);
    }
    return watchEnded;
  } catch (thrown) {
    if (thrown instanceof TooMuch)
      throw new MlaError(
        'kubernetes.answerTooLarge',
        { server: calls.server, reason: thrown.message },
        { cause: thrown },
      );
    if (silence.signal.aborted && !options.signal.aborted)
      return `not a word from the server for ${Math.round(limits.silence / 1000)} s`;
    throw thrown;
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}

/** A watch that is refused while the server may not know its roles yet is tried again. */
function refusalOf<T extends KubernetesObject>(
  { calls, options }: Observation<T>,
  error: MlaError,
  asked: Asked,
): MlaError {
  const { rights } = calls;
  const passes =
    (error.key === 'kubernetes.forbidden' && rights.mayPass(accessOf(asked, options.namespace))) ||
    (error.key === 'kubernetes.unauthorized' && rights.mayRecogniseLater());
  return passes ? notYetAllowed(error, asked) : error;
}

function watchRequest<T extends KubernetesObject>({
  calls,
  type,
  options,
  limits,
  resourceVersion,
}: Observation<T>): { path: string; accept: string; asked: Asked } {
  const { namespace, labelSelector, fieldSelector, metadataOnly = false } = options;
  const timeoutSeconds = Math.ceil(limits.session * (1 + Math.random() / 5));
  const query = queryText({
    watch: 1,
    allowWatchBookmarks: true,
    resourceVersion,
    timeoutSeconds,
    labelSelector,
    fieldSelector,
  });
  const path = resourcePath(type, { namespace }) + query;
  const accept = metadataOnly
    ? 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json'
    : 'application/json';
  return { path, accept, asked: askedOf(calls.server, { verb: 'watch', type, key: { namespace }, path }) };
}

function takeEvent<T extends KubernetesObject>(
  observation: Observation<T>,
  type: Exclude<WatchEvent<T>['type'], 'ERROR'>,
  object: T,
): void {
  observation.barren = 0;
  observation.resourceVersion = object.metadata.resourceVersion ?? observation.resourceVersion;
  if (type !== 'BOOKMARK') observation.options.onChange({ type, object: withKind(observation.type, object) });
}

/** The object of an ERROR event is a Status. Whatever it says, the safe way on is to list again. */
function errorOfEvent<T extends KubernetesObject>(observation: Observation<T>, object: T, asked: Asked): MlaError {
  observation.resourceVersion = undefined;
  const { code } = object as { code?: number };
  return statusError({ status: code ?? 500, text: JSON.stringify(object) }, asked);
}

/** Undefined for half a message: the connection was cut inside it. */
function parseEvent<T>(line: string): WatchEvent<T> | undefined {
  try {
    return JSON.parse(line) as WatchEvent<T>;
  } catch {
    return undefined;
  }
}

async function* tellEachPiece(chunks: AsyncIterable<Uint8Array>, onPiece: () => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    onPiece();
    yield chunk;
  }
}
