import { MlaError } from '../../errors/error.ts';
import type { HttpTransport, WireAnswer, WireRequest } from '../http/http-transport.ts';
import { apiVersionOf, keyText, type ResourceType } from '../objects/object.ts';
import type { Repeatability, RetryLimits } from '../http/retry-rules.ts';
import { accessOf, createRightsMemory, type RightsMemory, type RightsPatience } from '../http/rights-memory.ts';
import { sendWithRetry } from '../http/send-with-retry.ts';
import type { Asked } from '../http/status-errors.ts';

/** A request with what it means: enough to retry it when that is safe, and to describe its failure. */
export interface ApiCall extends WireRequest {
  readonly verb: string;
  /** What it is about, for errors. Without it the path stands for it. */
  readonly type?: ResourceType;
  readonly key?: { readonly namespace?: string | undefined; readonly name?: string };
  /** Default: everything but POST may be repeated. */
  readonly repeatability?: Repeatability;
  readonly accepts?: readonly number[];
  readonly onRetry?: (failure: Error) => void;
}

export type SentAnswer = WireAnswer & { readonly sent: number };

/** Calls to one API server, retried as the retry rules allow. */
export interface ApiCalls {
  readonly server: string;
  readonly transport: HttpTransport;
  readonly rights: RightsMemory;
  send(call: ApiCall): Promise<SentAnswer>;
  /** The JSON of a successful answer. Anything else means that no API server answered. */
  readJson<T>(answer: SentAnswer): T;
  sendForJson<T>(call: ApiCall): Promise<T>;
}

export function createApiCalls(given: {
  server: string;
  transport: HttpTransport;
  limits: RetryLimits;
  rightsPatience: RightsPatience;
}): ApiCalls {
  const { server, transport, limits, rightsPatience } = given;
  const rights = createRightsMemory({ patience: rightsPatience });
  const send = (call: ApiCall): Promise<SentAnswer> =>
    sendWithRetry(transport, call, {
      limits,
      rights,
      access: accessOf(askedOf(server, call), call.key?.namespace),
      repeatability: call.repeatability ?? (call.method === 'POST' ? 'once' : 'idempotent'),
      asked: askedOf(server, call),
      ...(call.accepts === undefined ? {} : { accepts: call.accepts }),
      ...(call.onRetry === undefined ? {} : { onRetry: call.onRetry }),
    });
  function readJson<T>(answer: SentAnswer): T {
    try {
      return JSON.parse(answer.text) as T;
    } catch (thrown) {
      throw new MlaError('kubernetes.notAnApiServer', { server, reason: 'the answer is not JSON' }, { cause: thrown });
    }
  }
  return {
    server,
    transport,
    rights,
    send,
    readJson,
    async sendForJson<T>(call: ApiCall): Promise<T> {
      return readJson<T>(await send(call));
    },
  };
}

/** What a call is about, as its errors say it. */
export function askedOf(server: string, call: Pick<ApiCall, 'verb' | 'type' | 'key' | 'path'>): Asked {
  const { verb, type, key } = call;
  if (type === undefined) return { server, verb, object: call.path };
  const apiVersion = apiVersionOf(type);
  const { kind } = type;
  const where = key?.namespace === undefined ? {} : { namespace: key.namespace };
  const object = key?.name === undefined ? type.plural : keyText({ apiVersion, kind, name: key.name, ...where });
  const resource = type.group === '' ? type.plural : `${type.plural}.${type.group}`;
  return {
    server,
    verb,
    object,
    apiVersion,
    kind,
    resource,
    ...where,
    ...(key?.name === undefined ? {} : { name: key.name }),
  };
}
