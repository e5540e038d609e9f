import type { IncomingMessage } from 'node:http';
import { endToEndFields, type HeaderFields } from './header-fields.ts';

/** Said by us alone: a browser could say anything. `expect` is answered by this server. */
const ours = /^(forwarded|x-forwarded-.*|x-real-ip|x-envoy-.*|expect|authorization)$/i;

/**
 * The fields of a request as the gateway gets it: without ours of the browser,
 * with the host that the browser sees, so that origins and redirects match it.
 * `isToken`: which bearer token is that of MLAnywhere. `isEncrypted`: the browser speaks HTTPS.
 */
export function requestHeaders(
  request: Pick<IncomingMessage, 'rawHeaders' | 'headers' | 'socket'>,
  { isToken, isEncrypted }: { readonly isToken: (text: string) => boolean; readonly isEncrypted: boolean },
): HeaderFields {
  const { headers, rawHeaders, socket } = request;
  const kept = endToEndFields(rawHeaders).flatMap(([name, value]): HeaderFields => {
    if (name.toLowerCase() === 'cookie') {
      const cookies = foreignCookies(value);
      return cookies === '' ? [] : [[name, cookies]];
    }
    return ours.test(name) ? [] : [[name, value]];
  });
  const { authorization, host = '' } = headers;
  const token = /^bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  const isForeign = authorization !== undefined && (token === undefined || !isToken(token));
  return [
    ...kept,
    ...(isForeign ? ([['authorization', authorization]] as const) : []),
    // The framing of a body stays: a chunked one has no length.
    ...(headers['transfer-encoding'] === undefined ? [] : ([['transfer-encoding', 'chunked']] as const)),
    ['x-forwarded-for', socket.remoteAddress ?? ''],
    ['x-forwarded-host', host],
    ['x-forwarded-proto', isEncrypted ? 'https' : 'http'],
  ];
}

/** A cookie of MLAnywhere, with or without the prefixes that browsers enforce. */
export const ownCookie = /^\s*(__(host|secure)-)?mla_/i;

/** All cookies but those of MLAnywhere. */
function foreignCookies(value: string): string {
  return value
    .split(';')
    .map((pair) => pair.trim())
    .filter((pair) => pair !== '' && !ownCookie.test(pair))
    .join('; ');
}

/** The value of a cookie; undefined when it is not there or there twice. */
export function cookieOf(header: string | undefined, name: string): string | undefined {
  const values = (header ?? '').split(';').flatMap((pair) => {
    const [key = '', ...value] = pair.trim().split('=');
    return key === name ? [value.join('=')] : [];
  });
  return values.length === 1 ? values[0] : undefined;
}
