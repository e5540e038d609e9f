/**
 * What of `spec.proxy` is refused: each value ends up in files of the nodes, which root's programs read. So an address
 * has nothing but a host and a port, and an entry of the no-proxy list only what a name, an address or a network has.
 * Neither contains a character that means something to a shell, to systemd, to apt or to wget.
 */

/** A proxy as an installation names it. */
export interface ProxyWish {
  readonly http?: string | undefined;
  readonly https?: string | undefined;
  readonly noProxy: readonly string[];
}

/** A problem, at a path below `spec.proxy`. */
export interface ProxyProblem {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Of a whole address, in characters: a host name has at most 253. */
const longestAddress = 300;
/** Of an entry: a host name with a port, or a network. */
const longestEntry = 260;
/** Of the whole list, in characters. A program gets it as one variable. */
const longestList = 8000;

const address = /^https?:\/\/(\w[\w.-]*|\[[\da-f:.]+\])(:\d{1,5})?\/?$/i;
const entry = /^(\*|(\*?\.)?\w[\w.-]*(:\d{1,5})?|\[?[\da-f:.]+\]?(:\d{1,5}|\/\d{1,3})?)$/i;

/** Whether a text can be a proxy of the nodes. */
export function isProxyAddress(text: string): boolean {
  return text.length <= longestAddress && address.test(text) && URL.canParse(text);
}

/** Whether a text can be in the list of what is reached without the proxy. */
export function isNoProxyEntry(text: string): boolean {
  return text.length <= longestEntry && entry.test(text);
}

/** Every problem of a wish; empty where it can be carried out. */
export function refuseProxy({ http, https, noProxy }: ProxyWish): ProxyProblem[] {
  const whole = noProxy.join(',').length;
  return [
    ...Object.entries({ http, https }).flatMap(([name, text]) =>
      text === undefined || isProxyAddress(text) ? [] : problem([name], text, longestAddress, 'http://HOST:PORT'),
    ),
    ...noProxy.flatMap((text, index) =>
      isNoProxyEntry(text)
        ? []
        : problem(
            ['noProxy', index],
            text,
            longestEntry,
            'a name, a suffix such as .example.com, an address or a network',
          ),
    ),
    ...(whole > longestList ? problem(['noProxy'], noProxy.join(','), longestList, '') : []),
  ];
}

function problem(path: ProxyProblem['path'], { length }: string, most: number, expected: string): ProxyProblem[] {
  return [
    {
      path,
      message:
        length > most ? `has ${length} characters, and at most ${most} fit` : `must be ${expected}, and nothing else`,
    },
  ];
}
