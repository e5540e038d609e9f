import { MlaError } from '../../errors/error.ts';
import { withoutPassword } from './without-password.ts';

/** The addresses of dashboards: an installation's name in place of the `*` of a pattern such as `https://*.dash.example.com`. */
export interface DashboardUrl {
  readonly protocol: 'http:' | 'https:';
  readonly prefix: string;
  /** The rest of the host name, and the port. */
  readonly suffix: string;
  readonly port: string;
}

const pattern = /^(https?:)\/\/([a-z0-9-]*)\*([a-z0-9-]*(?:\.[a-z0-9-]+)+)(?::\d{1,5})?\/?$/;

/** Of a flag or a variable; undefined where it is not set. Throws `cli.badValue`. */
export function readDashboardUrl(text: string | undefined, flag: string): DashboardUrl | undefined {
  if (text === undefined || text === '') return undefined;
  const [, protocol, prefix = '', suffix = ''] = pattern.exec(text.toLowerCase()) ?? [];
  // Without the port, where it is that of the protocol.
  const url = URL.parse(text.replace('*', 'a'));
  if (url !== null && (protocol === 'http:' || protocol === 'https:'))
    return { protocol, prefix, suffix, port: url.port };
  throw new MlaError('cli.badValue', {
    value: withoutPassword(text),
    flag,
    expected: 'an address with a `*` in the first part of its host name, and without a path',
    example: `${flag}${flag.startsWith('-') ? ' ' : '='}https://*.dash.example.com`,
  });
}

/** The dashboards of a server whose base URL is a name of one's own machine: browsers resolve every name below `localhost`. */
export function dashboardsBelowLocalhost({ protocol, port, hostname }: URL): DashboardUrl | undefined {
  if (!/^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)) return undefined;
  return { protocol: protocol === 'https:' ? 'https:' : 'http:', prefix: '', suffix: '.localhost', port };
}
