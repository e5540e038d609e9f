/** Where browsers find this server. Links, cookies, redirects and the checks of Host and Origin come from here, never from headers that a proxy adds. */
export interface PublicAddress {
  /** A base URL was given, so others use this server too. */
  readonly isShared: boolean;
  /** Where its pages and routes begin: `/`, or for example `/tools/mla/`. */
  readonly path: string;
  /** The address of a page or route, given as `/login`. `host`: that of the request, by which a server without a base URL is reached. */
  url(path: string, host?: string): string;
  /** Whether a Host header means this server. Any other name is a page that was rebound to this machine, or a proxy that was set up wrong. */
  isHost(host: string): boolean;
  /** Whether an Origin header is that of this server's own pages. */
  isOrigin(origin: string, host: string): boolean;
  /** The names of cookies differ where browsers would mix up servers: cookies ignore ports. `localPort`: where the request arrived. */
  cookieName(name: string, localPort: number): string;
  /** Of each cookie that the server sets. */
  readonly cookie: { readonly path: string; readonly secure: boolean };
}

/** The names of this machine, which no other page can take. */
const ownNames = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * @param baseUrl of `readBaseUrl`
 * @param port where the server listens on this machine, once it does
 */
export function createPublicAddress(given: {
  readonly baseUrl?: URL | undefined;
  readonly port: () => number;
}): PublicAddress {
  return given.baseUrl === undefined ? ofThisMachine(given.port) : ofBaseUrl(given.baseUrl);
}

function ofThisMachine(port: () => number): PublicAddress {
  return {
    isShared: false,
    path: '/',
    url: (path, host = `127.0.0.1:${port()}`) => `http://${host}${path}`,
    isHost: (host) => ownNames.test(host),
    isOrigin: (origin, host) => origin === `http://${host}`,
    cookieName: (name, localPort) => `mla_${name}_${localPort}`,
    cookie: { path: '/', secure: false },
  };
}

function ofBaseUrl({ protocol, origin, host, port, pathname }: URL): PublicAddress {
  const isEncrypted = protocol === 'https:';
  // A container is reached by the name and port that its machine gives it.
  const isOfMachine = ownNames.test(host);
  // A browser takes such a cookie over HTTPS only, and `__Host-` from no other host name.
  const prefix = !isEncrypted ? '' : pathname === '/' ? '__Host-' : '__Secure-';
  return {
    isShared: true,
    path: pathname,
    url: (path) => `${origin}${pathname.slice(0, -1)}${path}`,
    // Programs on this machine, and proxies that do not pass the name on.
    isHost: (asked) => URL.parse(`${protocol}//${asked}`)?.host === host || ownNames.test(asked),
    isOrigin: (asked, askedHost) =>
      asked === origin || (isOfMachine && ownNames.test(askedHost) && asked === `${protocol}//${askedHost}`),
    cookieName: (name) => `${prefix}mla_${name}${port === '' ? '' : `_${port}`}`,
    cookie: { path: pathname, secure: isEncrypted },
  };
}
