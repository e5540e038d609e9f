/**
 * NO_PROXY, an address, and whether it is reached directly: by Go's httpproxy (golang.org/x/net 0.58.0), by curl
 * 7.88.1, both asked themselves, and by MLAnywhere.
 */
export type NoProxyRow = readonly [noProxy: string, target: string, go: boolean, curl: boolean, ours: boolean];

const yes = true;
const no = false;

/** Where all three agree. */
const agreed: readonly NoProxyRow[] = [
  ['*', 'https://anything.example', yes, yes, yes],
  ['example.com', 'https://example.com', yes, yes, yes],
  ['example.com', 'https://ccp.example.com', yes, yes, yes],
  ['example.com', 'https://notexample.com', no, no, no],
  ['example.com', 'https://example.com.evil.org', no, no, no],
  ['.example.com', 'https://ccp.example.com', yes, yes, yes],
  ['*.example.com', 'https://example.com', no, no, no],
  ['ccp.*', 'https://ccp.example.com', no, no, no],
  ['EXAMPLE.com', 'https://ccp.example.COM', yes, yes, yes],
  ['ccp.example.com:8443', 'https://ccp.example.com', no, no, no],
  ['https://ccp.example.com', 'https://ccp.example.com', no, no, no],
  ['10.1.2.3', 'https://10.1.2.3', yes, yes, yes],
  ['10.1.2.3', 'https://10.1.2.3:8443', yes, yes, yes],
  ['10.1.2.3', 'https://10.1.2.30', no, no, no],
  ['10.1.2.3:8443', 'https://10.1.2.3', no, no, no],
  ['10.0.0.0/8', 'https://10.1.2.3', yes, yes, yes],
  ['10.0.0.0/8', 'https://11.1.2.3', no, no, no],
  ['10.9.9.9/8', 'https://10.1.2.3', yes, yes, yes],
  ['10.0.0.0/33', 'https://10.1.2.3', no, no, no],
  ['10.0.0.0/8', 'https://10.example.com', no, no, no],
  ['10.*', 'https://10.1.2.3', no, no, no],
  ['10.', 'https://10.1.2.3', no, no, no],
  ['10.1.2', 'https://10.1.2.3', no, no, no],
  ['fd00::1', 'https://[fd00::1]', yes, yes, yes],
  ['[fd00::1]:8443', 'https://[fd00::1]', no, no, no],
  ['10.0.0.0/8', 'https://[fd00::1]', no, no, no],
  ['::/0', 'https://10.1.2.3', no, no, no],
  [' a.example , b.example ', 'https://b.example', yes, yes, yes],
  [',,a.example,,', 'https://a.example', yes, yes, yes],
  ['', 'https://a.example', no, no, no],
  ['localhost', 'https://localhost', yes, yes, yes],
];

/** Where MLAnywhere does as Go, and so as kubectl. */
const asGo: readonly NoProxyRow[] = [
  ['*, other.example', 'https://anything.example', yes, no, yes],
  ['other.example,*', 'https://anything.example', yes, no, yes],
  ['.example.com', 'https://example.com', no, yes, no],
  ['*.example.com', 'https://a.ccp.example.com', yes, no, yes],
  ['bücher.example', 'https://xn--bcher-kva.example', yes, no, yes],
  ['ccp.example.com:443', 'https://ccp.example.com', yes, no, yes],
  ['.example.com:8443', 'https://ccp.example.com:8443', yes, no, yes],
  ['ccp.example.com:80', 'http://ccp.example.com', yes, no, yes],
  ['10.1.2.3:8443', 'https://10.1.2.3:8443', yes, no, yes],
  ['FD00:0:0::1', 'https://[fd00::1]', yes, no, yes],
  ['[fd00::1]:443', 'https://[fd00::1]', yes, no, yes],
  ['fd00::/8', 'https://[fd00::1]', yes, no, yes],
  ['::ffff:10.1.2.3', 'https://10.1.2.3', yes, no, yes],
  ['10.1.2.3', 'https://[::ffff:10.1.2.3]', yes, no, yes],
  ['0.0.0.0/0', 'https://10.1.2.3', yes, no, yes],
  ['other.example', 'https://localhost', yes, no, yes],
  ['other.example', 'https://127.0.0.1', yes, no, yes],
  ['other.example', 'https://127.8.0.1', yes, no, yes],
  ['other.example', 'https://[::1]', yes, no, yes],
];

/** Where it does as curl. */
const asCurl: readonly NoProxyRow[] = [
  ['example.com.', 'https://example.com', no, yes, yes],
  ['example.com', 'https://example.com.', no, yes, yes],
  ['a.example b.example', 'https://b.example', no, yes, yes],
  ['a.example\tb.example', 'https://b.example', no, yes, yes],
];

/** Where neither does what was meant. */
const ours: readonly NoProxyRow[] = [
  ['[fd00::1]', 'https://[fd00::1]', no, no, yes],
  ['other.example', 'https://a.localhost', no, no, yes],
];

export const noProxyTable = { agreed, asGo, asCurl, ours } as const;
