import { createHash, randomBytes } from 'node:crypto';
import type { Duplex } from 'node:stream';
import type { Dispatcher } from 'undici';
import type { WireAnswer } from './http-transport.ts';

/** What an upgrade to WebSocket led to: the connection, or the answer of a server that does not upgrade. */
export type UpgradeOutcome =
  | { readonly socket: Duplex; readonly answer?: never }
  | { readonly socket?: never; readonly answer: Pick<WireAnswer, 'status' | 'contentType' | 'text'> };

export interface UpgradeRequest {
  readonly origin: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Subprotocol of the WebSocket. */
  readonly protocol: string;
  readonly signal: AbortSignal;
}

/** A refusal is read up to here: a Status is a few hundred bytes. */
const longestRefusal = 64 * 1024;

/**
 * Opens a WebSocket (RFC 6455, section 4) over a connection of the dispatcher,
 * so that proxies, certificates and address rules count as for any request.
 * `undici.upgrade` would throw a refusal's text away, which says who may not do what.
 */
export function requestUpgrade(dispatcher: Dispatcher, request: UpgradeRequest): Promise<UpgradeOutcome> {
  const { origin, path, headers, protocol, signal } = request;
  const key = randomBytes(16).toString('base64');
  return new Promise((resolve, reject) => {
    let refusal = { status: 0, contentType: '', text: '' };
    let abort: ((reason: Error) => void) | undefined;
    const onAbort = (): void => {
      const reason = signal.reason instanceof Error ? signal.reason : new Error('aborted');
      abort?.(reason);
      reject(reason);
    };
    const settle = (): void => signal.removeEventListener('abort', onAbort);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) return onAbort();
    dispatcher.dispatch(
      {
        origin,
        path,
        method: 'GET',
        upgrade: 'websocket',
        headers: {
          ...headers,
          'sec-websocket-version': '13',
          'sec-websocket-key': key,
          'sec-websocket-protocol': protocol,
        },
      },
      {
        onRequestStart(controller) {
          abort = (reason) => controller.abort(reason);
          if (signal.aborted) onAbort();
        },
        onRequestUpgrade(_, status, answered, socket) {
          settle();
          // Also one that comes too late is not kept.
          if (!signal.aborted && status === 101 && answered['sec-websocket-accept'] === acceptOf(key)) {
            resolve({ socket });
            return;
          }
          socket.destroy();
          reject(new Error('the answer to the WebSocket request is not that of a WebSocket server'));
        },
        onResponseStart(_, status, answered) {
          refusal = { status, contentType: [answered['content-type'] ?? ''].flat()[0] ?? '', text: '' };
        },
        onResponseData(_, chunk) {
          if (refusal.text.length < longestRefusal) refusal.text += chunk.toString('utf8');
        },
        onResponseEnd() {
          settle();
          resolve({ answer: refusal });
        },
        onResponseError(_, error) {
          settle();
          reject(error);
        },
      },
    );
  });
}

/** Source: RFC 6455, section 4.2.2. */
function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
}
