import { basicLogin } from '../../../network/proxy/basic-login.ts';
import type { Fetch } from './download-cache.ts';

/** A mirror by its address without user and password, and the requests that bring both as `Authorization`. */
export interface Mirror {
  readonly address: string;
  readonly fetch: Fetch;
}

/**
 * Takes user and password out of a mirror's address, so that no message, log or
 * list of downloads ever shows them. They go to the mirror's own origin only.
 */
export function openMirror(given: string, fetch: Fetch): Mirror {
  const url = URL.parse(given);
  const authorization = url === null ? undefined : basicLogin(url);
  if (url === null || authorization === undefined) return { address: given, fetch };
  url.username = '';
  url.password = '';
  const { origin } = url;
  return {
    address: url.href,
    fetch: (address, init) =>
      fetch(
        address,
        URL.parse(address)?.origin === origin ? { ...init, headers: { ...init.headers, authorization } } : init,
      ),
  };
}
