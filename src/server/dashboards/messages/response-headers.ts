import { endToEndFields, type HeaderFields } from './header-fields.ts';

/** Promises about HTTPS and other ports, which are the gateway's and not this listener's. */
const dropped = /^(strict-transport-security|alt-svc|public-key-pins)$/i;

/**
 * The fields of an answer as the browser gets it. Redirects and cookies stay
 * on the host that the browser sees: `host` is its Host header.
 */
export function responseHeaders(rawHeaders: readonly string[], host: string): HeaderFields {
  return endToEndFields(rawHeaders).flatMap(([name, value]): HeaderFields => {
    if (dropped.test(name)) return [];
    if (/^set-cookie$/i.test(name)) {
      const cookie = ownCookie(value);
      return cookie === undefined ? [] : [[name, cookie]];
    }
    return /^(location|content-location|refresh)$/i.test(name) ? [[name, ownAddress(value, host)]] : [[name, value]];
  });
}

/** For this host alone. Without `Secure`, as this listener speaks HTTP: some browsers would refuse the cookie. A cookie of our name is dropped. */
function ownCookie(value: string): string | undefined {
  if (/^\s*mla_/i.test(value)) return undefined;
  return value
    .split(';')
    .map((part) => part.trim())
    .filter((part, index) => index === 0 || !/^(domain\s*(=|$)|secure$)/i.test(part))
    .join('; ');
}

/** An address of this host under another scheme or port is a path of this listener. */
function ownAddress(value: string, host: string): string {
  const [, lead = '', address = value] = /^(\d+\s*;\s*url=)?(.*)$/i.exec(value) ?? [];
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return value;
  const url = new URL(address);
  return url.hostname === new URL(`http://${host}`).hostname ? `${lead}${url.pathname}${url.search}${url.hash}` : value;
}
