import { MlaError } from '../../errors/error.ts';
import { withoutPassword } from './without-password.ts';

/** First parts of paths that are the server's own: a proxy that takes the path of the base URL away, and one that leaves it, would look the same. */
const ownParts = /^\/(api|assets)\//i;

/** Where people find the server, of a flag or a variable, with a `/` at the end; undefined where it is not set. Throws `cli.badValue`. */
export function readBaseUrl(text: string | undefined, flag: string): URL | undefined {
  if (text === undefined || text === '') return undefined;
  const url = URL.parse(text.replace(/\/*$/, '/'));
  const isPlain = url?.username === '' && url.password === '' && url.search === '' && url.hash === '';
  const isUsable = url !== null && isPlain && /^https?:$/.test(url.protocol) && isPlainPath(url.pathname);
  if (isUsable) return url;
  throw new MlaError('cli.badValue', {
    value: withoutPassword(text),
    flag,
    expected:
      'the http or https address that people open, without user, `?` or `#`, and with no path below /api or /assets',
    example: `${flag}${flag.startsWith('-') ? ' ' : '='}https://ml.example.com/tools/mla/`,
  });
}

/** It is written into pages and cookies as it is. */
function isPlainPath(path: string): boolean {
  return /^\/([\w.~-]+\/)*$/.test(path) && !ownParts.test(path);
}
