import { MlaError } from '../../errors/error.ts';

/** Where dashboards listen: a port (0: any free one), the port after the server's or a free one, or nowhere. */
export type DashboardPort = number | 'next' | 'off';

/** A port or `off`, of a flag or a variable; undefined where it is not set. Throws `cli.badValue`. */
export function readDashboardPort(text: string | undefined, flag: string): DashboardPort | undefined {
  if (text === undefined || text === '') return undefined;
  if (text === 'off') return text;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new MlaError('cli.badValue', {
    value: text,
    flag,
    expected: 'a port number, or `off`',
    example: `${flag}${flag.startsWith('-') ? ' ' : '='}5001`,
  });
}
