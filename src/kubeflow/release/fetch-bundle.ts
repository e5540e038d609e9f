import { readFile } from 'node:fs/promises';
import { MlaError } from '../../errors/error.ts';
import type { OutboundFetch } from '../../network/outbound.ts';
import { readBounded } from '../../network/read-bounded.ts';

/** In bytes; a bundle of a whole Kubeflow is a hundredth of it. */
const largestBundle = 256 * 1024 * 1024;

/** The bytes behind an https address; rejects when the server does not answer with them. Passed in so that proxies and trust are decided in one place. */
export type Download = (address: string, options: { signal?: AbortSignal }) => Promise<Uint8Array>;

/** A bundle from a file, or from an https address whose digest is known. Throws `release.bundleNotFetched`, `release.sourceUntrusted`, `release.fileNotFound`, `release.fileUnreadable` and `general.addressForbidden`. */
export async function fetchBundle(
  from: string,
  options: { download: Download; digest?: string; signal?: AbortSignal },
): Promise<Uint8Array> {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(from)) return readLocal(from);
  if (!/^https:/i.test(from))
    throw new MlaError('release.sourceUntrusted', { origin: from, reason: 'the address does not begin with https' });
  if (options.digest === undefined)
    throw new MlaError('release.sourceUntrusted', { origin: from, reason: 'no digest was given' });
  try {
    return await options.download(from, options.signal === undefined ? {} : { signal: options.signal });
  } catch (error) {
    if (error instanceof Error && error.name === 'AbortError') throw error;
    // The way out refuses some addresses, also one that an answer redirects to.
    for (const one of [error, (error as Error).cause]) if (one instanceof MlaError) throw one;
    throw new MlaError('release.bundleNotFetched', { origin: from, reason: reasonOf(error) }, { cause: error });
  }
}

/** Downloads at most `largest` bytes with the given fetch, which decides proxies and trust. Redirects must stay on https. */
export function downloadOverHttps(fetchBy: OutboundFetch, largest = largestBundle): Download {
  return async (address, options) => {
    const response = await fetchBy(address, options);
    if (!response.ok) throw new Error(`the server answered ${response.status}`);
    if (!response.url.startsWith('https:')) throw new Error('the server redirected to an address without https');
    return readBounded(response.body ?? [], largest);
  };
}

async function readLocal(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT')
      throw new MlaError('release.fileNotFound', { path }, { cause: error });
    throw new MlaError('release.fileUnreadable', { path, reason: reasonOf(error) }, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}
