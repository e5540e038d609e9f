import { endToEndFields, type HeaderFields } from './header-fields.ts';
import { ownCookie } from './request-headers.ts';

/** Promises about HTTPS and other ports, which are the gateway's and not this listener's. */
const droppedFields = /^(strict-transport-security|alt-svc|public-key-pins)$/i;

/**
 * The fields of an answer as the browser gets it. Redirects and cookies stay
 * on the host that the browser sees: `host` is its Host header, `isEncrypted` whether it speaks HTTPS.
 */
export function responseHeaders(
  rawHeaders: readonly string[],
  { host, isEncrypted }: { readonly host: string; readonly isEncrypted: boolean },
): HeaderFields {
  return endToEndFields(rawHeaders).flatMap(([name, value]): HeaderFields => {
    if (droppedFields.test(name)) return [];
    if (/^set-cookie$/i.test(name)) {
      const cookie = browserCookie(value, isEncrypted);
      return cookie === undefined ? [] : [[name, cookie]];
    }
    return /^(location|content-location|refresh)$/i.test(name) ? [[name, ownAddress(value, host)]] : [[name, value]];
  });
}

/** For this host alone. Without `Secure` where the browser speaks HTTP: some would refuse the cookie. A cookie of our name is dropped. */
function browserCookie(value: string, isEncrypted: boolean): string | undefined {
  if (ownCookie.test(value)) return undefined;
  const dropped = isEncrypted ? /^domain\s*(=|$)/i : /^(domain\s*(=|$)|secure$)/i;
  return value
    .split(';')
    .map((part) => part.trim())
    .filter((part, index) => index === 0 || !dropped.test(part))
    .join('; ');
}

/** An address of this host under another scheme or port is a path of this listener. */
function ownAddress(value: string, host: string): string {
  const [, lead = '', address = value] = /^(\d+\s*;\s*url=)?(.*)$/i.exec(value) ?? [];
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return value;
  const url = new URL(address);
  return url.hostname === new URL(`http://${host}`).hostname ? `${lead}${url.pathname}${url.search}${url.hash}` : value;
}
