import { MlaError } from '../../errors/error.ts';

/** Node's names for a certificate that no authority it trusts has signed. */
const untrusted = ['SELF_SIGNED_CERT_IN_CHAIN', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'UNABLE_TO_GET_ISSUER_CERT', 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'CERT_UNTRUSTED'];
const fullDisk = ['ENOSPC', 'EDQUOT'];

/** What an answer other than the file means for a person. */
export function explainAnswer(response: Response, address: string): MlaError {
  const { status, headers } = response;
  const host = new URL(response.url || address).host;
  const wait = headers.get('retry-after');
  const isLimit = status === 429 || (status === 403 && (wait !== null || headers.get('x-ratelimit-remaining') === '0'));
  if (isLimit) return new MlaError('MLA-KUBEFLOW-037', { host, wait: wait === null ? 'some minutes' : /^\d+$/.test(wait) ? `${wait} s` : wait });
  if (status === 404 || status === 410) return new MlaError('MLA-KUBEFLOW-038', { address });
  if (status === 407) return new MlaError('MLA-KUBEFLOW-035', { address, reason: 'it wants a user and a password (407)' });
  return new MlaError('MLA-KUBEFLOW-039', { address, reason: `${host} answered ${status} ${response.statusText}`.trimEnd() });
}

/** Any failure of a download as an error with a cause and a way out. An abort stays one. */
export function explainFailure(error: unknown, { address, signal }: { address: string; signal: AbortSignal }): unknown {
  if (error instanceof MlaError || signal.aborted) return error;
  const chain = causesOf(error);
  const codes = chain.map((one) => (one as NodeJS.ErrnoException).code ?? '');
  const reason = chain.at(-1)?.message ?? String(error);
  if (codes.some((code) => fullDisk.includes(code))) return new MlaError('MLA-KUBEFLOW-040', { place: 'the cache' }, { cause: error });
  if (codes.some((code) => untrusted.includes(code))) return new MlaError('MLA-KUBEFLOW-036', { address, reason }, { cause: error });
  const proxy = chain.find(({ message }) => /proxy|tunnel/i.test(message));
  if (proxy !== undefined) return new MlaError('MLA-KUBEFLOW-035', { address, reason: proxy.message }, { cause: error });
  return new MlaError('MLA-KUBEFLOW-034', { address, reason }, { cause: error });
}

function causesOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let one: unknown = error; one instanceof Error && !chain.includes(one); one = one.cause) chain.push(one);
  return chain;
}
