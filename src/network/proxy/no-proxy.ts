import { isIP } from 'node:net';
import { domainToASCII } from 'node:url';
import ipaddr from 'ipaddr.js';
import { hostOf, portOf } from '../connect-tls.ts';

/** What an entry of NO_PROXY stands for. A port narrows it to that port. */
type Entry =
  | { readonly kind: 'all' }
  | { readonly kind: 'network'; readonly network: ipaddr.IPv4 | ipaddr.IPv6; readonly bits: number }
  | { readonly kind: 'address'; readonly address: string; readonly port: number | undefined }
  | { readonly kind: 'name'; readonly name: string; readonly itself: boolean; readonly port: number | undefined };

/**
 * The entry of NO_PROXY that lists an address, as it is written there; undefined if none does. The rules are those of
 * Go (golang.org/x/net/http/httpproxy), which kubectl follows, and what curl adds: docs/proxy.md lists them.
 */
export function findListed(target: URL, noProxy: string): string | undefined {
  return split(noProxy).find((text) => {
    const entry = readEntry(text);
    return entry !== undefined && isMatch(entry, target);
  });
}

/** The entries that can match nothing, such as `10.*` or `https://example.com`. */
export function listMisread(noProxy: string): string[] {
  return split(noProxy).filter((text) => readEntry(text) === undefined);
}

/** Commas separate for Go, blanks too for curl. */
function split(noProxy: string): string[] {
  return noProxy.split(/[\s,]+/).filter((text) => text !== '');
}

function readEntry(text: string): Entry | undefined {
  if (text === '*') return { kind: 'all' };
  if (text.includes('/')) return readNetwork(text);
  const [, host = text, digits] = /^(\[[^\]]+\]|[^:]+):(\d{1,5})$/.exec(text) ?? [];
  const port = digits === undefined ? undefined : Number(digits);
  const address = host.replace(/^\[(.*)\]$/, '$1');
  if (isIP(address) !== 0) return { kind: 'address', address: plainAddress(address), port };
  const itself = !/^\*?\./.test(host);
  const name = nameOf(itself ? host : host.replace(/^\*?\./, ''));
  return name === undefined ? undefined : { kind: 'name', name, itself, port };
}

function readNetwork(text: string): Entry | undefined {
  const [address = '', bits = ''] = text.replace(/^\[(.*)\]/, '$1').split('/');
  const family = isIP(address);
  if (family === 0 || !/^\d{1,3}$/.test(bits) || Number(bits) > (family === 4 ? 32 : 128)) return undefined;
  return { kind: 'network', network: ipaddr.parse(address), bits: Number(bits) };
}

/** A host name as a URL has it: small letters, ASCII, no dot at the end. Undefined for what no host is called. */
function nameOf(text: string): string | undefined {
  const name = domainToASCII(withoutLastDot(text));
  // `10.1` is an address in short form, which Go and curl do not read as one.
  return name === '' || isIP(name) !== 0 || /[*:@[\]]/.test(name) ? undefined : name;
}

function isMatch(entry: Entry, target: URL): boolean {
  if (entry.kind === 'all') return true;
  const host = hostOf(target);
  const isAddress = isIP(host) !== 0;
  if (entry.kind === 'network') {
    if (!isAddress) return false;
    const address = ipaddr.process(host);
    return entry.network.kind() === address.kind() && address.match(entry.network, entry.bits);
  }
  if (entry.port !== undefined && entry.port !== portOf(target)) return false;
  if (entry.kind === 'address') return isAddress && plainAddress(host) === entry.address;
  const name = withoutLastDot(host.toLowerCase());
  return !isAddress && ((entry.itself && name === entry.name) || name.endsWith(`.${entry.name}`));
}

/** An address in one spelling. IPv4 in the clothes of IPv6 is IPv4. */
export function plainAddress(address: string): string {
  return ipaddr.process(address).toString();
}

function withoutLastDot(name: string): string {
  return name.replace(/\.$/, '');
}
