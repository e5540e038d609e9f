import type { IncomingMessage } from 'node:http';

type Request = Pick<IncomingMessage, 'method' | 'url' | 'rawHeaders' | 'headers' | 'httpVersion'>;

const safeMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Header fields that decide where a message ends, or for whom it is: twice is ambiguous. */
const single = new Set(['host', 'content-length', 'transfer-encoding', 'upgrade', 'origin']);

/** Why a request is not passed on: servers behind us could read it differently than we do. Node's parser has refused the worst before. */
export function ambiguityOf({ method, url = '', rawHeaders, headers, httpVersion }: Request): string | undefined {
  if (httpVersion !== '1.1') return `HTTP/${httpVersion} is not supported`;
  if (!url.startsWith('/')) return 'the address is not a path';
  if (method === 'TRACE') return 'the method TRACE is not supported';
  const seen = new Set<string>();
  for (const name of namesOf(rawHeaders)) {
    if (single.has(name) && seen.has(name)) return `the header field ${name} is there twice`;
    seen.add(name);
  }
  const coding = headers['transfer-encoding'];
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') return 'the transfer encoding is not just chunked';
  if (coding !== undefined && headers['content-length'] !== undefined) return 'the length of the body is given twice';
  return undefined;
}

/** Which other page sends a request, by what browsers say; undefined for our own pages and for navigation to them. */
export function foreignSenderOf(
  { method = '', headers }: Request,
  { protocol, upgrade }: { readonly protocol: 'http:' | 'https:'; readonly upgrade: boolean },
): string | undefined {
  const { host = '', origin } = headers;
  const isOwn = origin === undefined || origin === `${protocol}//${host}`;
  if (!isOwn && (upgrade || !safeMethods.has(method))) return origin;
  const [site, mode] = [headers['sec-fetch-site'], headers['sec-fetch-mode']];
  const isForeign = site === 'cross-site' || site === 'same-site';
  return isForeign && (mode !== 'navigate' || !safeMethods.has(method)) ? `a ${site} page` : undefined;
}

function namesOf(rawHeaders: readonly string[]): string[] {
  return rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
}
