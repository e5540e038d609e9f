import { MlaError } from '../../../errors/error.ts';
import { readNetworkFailure } from '../../../network/network-failure.ts';

const fullDisk = ['ENOSPC', 'EDQUOT'];

/** The error for a response other than the file. */
export function explainAnswer(response: Response, address: string): MlaError {
  const { status, headers } = response;
  const host = new URL(response.url || address).host;
  const wait = headers.get('retry-after');
  const isLimit = status === 429 || (status === 403 && (wait !== null || headers.get('x-ratelimit-remaining') === '0'));
  if (isLimit)
    return new MlaError('download.rateLimited', {
      host,
      wait: wait !== null && /^\d+$/.test(wait) ? `${wait} s` : 'some minutes',
    });
  if (status === 404 || status === 410) return new MlaError('download.notFound', { address });
  if (status === 407)
    return new MlaError('download.proxyRefused', { address, reason: 'it wants a user and a password (407)' });
  return new MlaError('download.failed', {
    address,
    reason: `${host} answered ${status}`,
  });
}

/** Turns any failure of a download into an error with cause and fix. An abort stays an abort. */
export function explainFailure(error: unknown, { address, signal }: { address: string; signal: AbortSignal }): unknown {
  if (signal.aborted) return error;
  const chain = causesOf(error);
  const known = chain.find((one) => one instanceof MlaError);
  if (known !== undefined) return known;
  if (chain.some((one) => fullDisk.includes((one as NodeJS.ErrnoException).code ?? '')))
    return new MlaError('download.diskFull', { place: 'the cache' }, { cause: error });
  const { failure, reason } = readNetworkFailure(error);
  if (failure === 'proxy-refused') return new MlaError('download.proxyRefused', { address, reason }, { cause: error });
  if (failure.startsWith('certificate-'))
    return new MlaError('download.certificateUntrusted', { address, reason }, { cause: error });
  return new MlaError('download.unreachable', { address, reason }, { cause: error });
}

function causesOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let one: unknown = error; one instanceof Error && !chain.includes(one); one = one.cause) chain.push(one);
  return chain;
}
