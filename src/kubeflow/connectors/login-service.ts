import { MlaError } from '../../errors/error.ts';
import { readNetworkFailure } from '../../network/network-failure.ts';
import type { OutboundFetch } from '../../network/outbound.ts';
import { readBounded } from '../../network/read-bounded.ts';

/** An answer of a login service. */
export interface ServiceAnswer {
  readonly status: number;
  readonly location: string | undefined;
  readonly text: string;
}

/** Sends one request to a login service. Throws `connector.unreachable`, and what the network itself refuses. */
export type AskService = (address: string, init?: Parameters<OutboundFetch>[1]) => Promise<ServiceAnswer>;

const patience = 15_000;
/** Discovery documents and pages have far fewer bytes. */
const largestAnswer = 2 * 1024 * 1024;

/** Asks login services through the one way out. Redirects are not followed: an endpoint that moves is told. */
export function askThrough(fetchBy: OutboundFetch, signal: AbortSignal): AskService {
  return async (address, init = {}) => {
    try {
      const limited = AbortSignal.any([signal, AbortSignal.timeout(patience)]);
      const answer = await fetchBy(address, { redirect: 'manual', ...init, signal: limited });
      const body = await readBounded(answer.body ?? [], largestAnswer);
      return {
        status: answer.status,
        location: answer.headers.get('location') ?? undefined,
        text: body.toString('utf8'),
      };
    } catch (thrown) {
      signal.throwIfAborted();
      for (const one of [thrown, (thrown as Error).cause]) if (one instanceof MlaError) throw one;
      const { origin, pathname } = new URL(address);
      const { reason } = readNetworkFailure(thrown);
      throw new MlaError('connector.unreachable', { address: origin + pathname, reason }, { cause: thrown });
    }
  };
}

/** The fields of a JSON object; none where it is something else. */
export function fieldsIn(text: string): Readonly<Record<string, unknown>> {
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null ? (parsed as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
