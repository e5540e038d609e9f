/** A cookie that a server set. */
interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
  readonly secure: boolean;
}

/** Cookies of one origin, kept and sent as browsers do. */
export interface CookieJar {
  /** Takes the `Set-Cookie` headers of an answer. */
  keep(headers: readonly string[]): void;
  /** The `Cookie` header of a request; undefined where there is none. */
  header(path: string): string | undefined;
  /** Names of cookies that a browser drops, since they are for HTTPS and the origin is not. */
  readonly dropped: readonly string[];
}

/** `localhost` counts as safe without HTTPS. Source: W3C, Secure Contexts. */
function isTrustworthy({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]';
}

/** An empty jar for an origin. */
export function createCookieJar(origin: string): CookieJar {
  const trustworthy = isTrustworthy(new URL(origin));
  const kept = new Map<string, Cookie>();
  const dropped: string[] = [];
  return {
    keep: (headers) => {
      for (const header of headers) {
        const { cookie, ended } = readCookie(header);
        const key = `${cookie.name};${cookie.path}`;
        if (ended) kept.delete(key);
        else if (cookie.secure && !trustworthy) dropped.push(cookie.name);
        else kept.set(key, cookie);
      }
    },
    header: (path) => {
      const sent = [...kept.values()].filter((cookie) => isBelow(path, cookie.path));
      return sent.length === 0 ? undefined : sent.map(({ name, value }) => `${name}=${value}`).join('; ');
    },
    dropped,
  };
}

function isBelow(path: string, folder: string): boolean {
  const pathname = path.split('?')[0] ?? '/';
  return pathname === folder || pathname.startsWith(folder.endsWith('/') ? folder : `${folder}/`);
}

function readCookie(header: string): { readonly cookie: Cookie; readonly ended: boolean } {
  const [pair = '', ...attributes] = header.split(';').map((part) => part.trim());
  const equals = pair.indexOf('=');
  const found = new Map(
    attributes.map((attribute) => {
      const [name = '', ...value] = attribute.split('=');
      return [name.toLowerCase(), value.join('=')] as const;
    }),
  );
  const age = found.get('max-age');
  const expires = Date.parse(found.get('expires') ?? '');
  return {
    cookie: {
      name: pair.slice(0, equals),
      value: pair.slice(equals + 1),
      path: found.get('path') || '/',
      secure: found.has('secure'),
    },
    ended: age === undefined ? expires < Date.now() : Number(age) <= 0,
  };
}
