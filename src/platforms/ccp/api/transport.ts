import { Pool, type Dispatcher } from 'undici';
import { MlaError } from '../../../errors/error.ts';
import { closeSoon } from '../../../network/close-soon.ts';
import { guardWrites, WriteWithheld, type WriteGuard } from '../../../kubernetes/http/write-guard.ts';
import { readBounded } from '../../../network/read-bounded.ts';
import { explainNetworkFailure } from './network-errors.ts';
import { openSecure, openWay, type CcpTarget } from '../open-connection.ts';

export interface CcpRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** Path and query. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** An answer, whatever its status. */
export interface CcpAnswer {
  readonly status: number;
  /** First value of a header, its name in any case. Empty if absent. */
  readonly header: (name: string) => string;
  readonly cookies: readonly string[];
  readonly text: string;
}

/** Sends requests to one CCP, once each. Failures to get an answer are `MlaError`s. */
export interface CcpTransport {
  readonly target: CcpTarget;
  /** Whether an answer so far said that it comes from the simulator of the sandbox. */
  readonly simulated: boolean;
  send(request: CcpRequest): Promise<CcpAnswer>;
  close(): Promise<void>;
}

const mostRedirects = 3;
/** In bytes. CCP’s longest lists (clusters, templates) are a hundredth of it. */
const defaultLargestAnswer = 32 * 1024 * 1024;
/** On each answer of `sandbox/ccp`, and on none of a real CCP. */
const simulatorHeader = 'x-mlanywhere-simulated';

/**
 * Connects when first needed; each new connection is judged afresh. A request
 * ends, one way or the other, within `answerTimeout` (milliseconds) and the
 * time that a connection takes: also where the pool's own limits do not count.
 */
export function createCcpTransport(
  target: CcpTarget,
  options: { answerTimeout: number; largestAnswer?: number; lease?: WriteGuard | undefined },
): CcpTransport {
  const { answerTimeout, largestAnswer = defaultLargestAnswer, lease } = options;
  const patience = target.connectTimeout + answerTimeout;
  let simulated = false;
  const pool = new Pool(target.url.origin, {
    connections: 4,
    allowH2: false,
    headersTimeout: answerTimeout,
    bodyTimeout: answerTimeout,
    connect: (_, callback) => {
      openWay(target)
        .then((way) => openSecure(target, way))
        .then(
          (socket) => callback(null, socket),
          (thrown: unknown) => callback(thrown instanceof Error ? thrown : new Error(String(thrown)), null),
        );
    },
  });

  const dispatcher = lease === undefined ? pool : guardWrites(pool, lease);

  /** Again when a write stayed here because the lease ran out while it waited for a connection. */
  async function sendOnce(request: CcpRequest): Promise<CcpAnswer> {
    for (;;) {
      if (request.method !== 'GET') await lease?.open();
      try {
        return await exchange(request);
      } catch (thrown) {
        if (!(thrown instanceof WriteWithheld)) throw thrown;
      }
    }
  }

  async function exchange(request: CcpRequest): Promise<CcpAnswer> {
    const late = AbortSignal.timeout(patience);
    const answer = await dispatcher.request({
      origin: target.url.origin,
      method: request.method,
      path: request.path,
      headers: { 'user-agent': 'mlanywhere', accept: 'application/json', ...request.headers },
      ...(request.body === undefined ? {} : { body: request.body }),
      signal: request.signal === undefined ? late : AbortSignal.any([request.signal, late]),
    });
    simulated ||= headerValues(answer, simulatorHeader).length > 0;
    return {
      status: answer.statusCode,
      header: (name) => headerValues(answer, name)[0] ?? '',
      cookies: headerValues(answer, 'set-cookie'),
      text: (await readBounded(answer.body, largestAnswer)).toString('utf8'),
    };
  }

  /** CCP redirects a GET without its last slash to the path with it. Redirects to other hosts are not followed, since they would receive the token. */
  async function follow(request: CcpRequest): Promise<CcpAnswer> {
    let answer = await sendOnce(request);
    for (let times = 0; times < mostRedirects && request.method === 'GET' && isRedirect(answer.status); times += 1) {
      const next = new URL(answer.header('location'), new URL(request.path, target.url.origin));
      if (next.origin !== target.url.origin) break;
      answer = await sendOnce({ ...request, path: `${next.pathname}${next.search}` });
    }
    if (isRedirect(answer.status))
      throw new MlaError('ccp.redirected', {
        address: target.url.origin,
        // Only the host: a path may hold a token.
        location: URL.parse(answer.header('location'), target.url.origin)?.origin ?? 'no address',
      });
    return answer;
  }

  return {
    target,
    get simulated() {
      return simulated;
    },
    async send(request) {
      try {
        return await follow(request);
      } catch (thrown) {
        request.signal?.throwIfAborted();
        throw explainNetworkFailure(thrown, {
          address: target.url.origin,
          proxy: target.proxy,
          because: target.because,
          request: describeRequest(request),
          seconds: answerTimeout / 1000,
        });
      }
    },
    close: () => closeSoon([pool.destroy()]),
  };
}

/** `GET /v3/clusters`: without the query, which may hold anything. */
export function describeRequest(request: Pick<CcpRequest, 'method' | 'path'>): string {
  return `${request.method} ${withoutQuery(request.path)}`;
}

function withoutQuery(path: string): string {
  return path.replace(/\?.*$/s, '');
}

function isRedirect(status: number): boolean {
  return [301, 302, 303, 307, 308].includes(status);
}

function headerValues(answer: Dispatcher.ResponseData, name: string): string[] {
  const value = answer.headers[name];
  return value === undefined ? [] : Array.isArray(value) ? value : [value];
}
