import { resolve } from 'node:path';
import type { Command } from 'commander';
import { MlaError } from '../../errors/error.ts';
import { ProxyAddress } from '../../network/proxy/proxy-address.ts';
import type { Cli } from '../cli.ts';

/** Flags of commands that reach out from this process. */
export interface NetworkFlags {
  readonly proxy?: string;
  readonly proxyBypass?: string;
  readonly caFile?: string;
}

export function addNetworkFlags(command: Command): Command {
  return command
    .option('--proxy <url>', 'Proxy for http and https (default: HTTPS_PROXY and HTTP_PROXY); none for no proxy')
    .option('--proxy-bypass <list>', 'Names, addresses and networks to reach without the proxy (default: NO_PROXY)')
    .option(
      '--ca-file <file>',
      'Certificate authorities (PEM) to trust beside those of the system (default: MLA_CA_FILE)',
    );
}

/** Whether a person chose how this process connects. */
export function hasNetworkFlags({ proxy, proxyBypass, caFile }: NetworkFlags): boolean {
  return [proxy, proxyBypass, caFile].some((flag) => flag !== undefined);
}

/** The command line with the flags in place of the variables that they stand for. Throws `cli.badValue`. */
export function withNetworkFlags(cli: Cli, { proxy, proxyBypass, caFile }: NetworkFlags): Cli {
  return {
    ...cli,
    environment: {
      ...cli.environment,
      ...(proxy !== undefined && proxyVariables(proxy)),
      ...(proxyBypass !== undefined && bothCases('NO_PROXY', proxyBypass)),
      ...(caFile !== undefined && { MLA_CA_FILE: resolve(caFile) }),
    },
  };
}

function proxyVariables(proxy: string): Record<string, string> {
  const value = proxy === 'none' ? '' : proxy;
  if (value !== '' && ProxyAddress.read(value) === undefined)
    throw new MlaError('cli.badValue', {
      // It may hold a password.
      value: 'given',
      flag: '--proxy',
      expected: 'the address of a proxy, or none',
      example: '--proxy http://proxy.example.com:3128',
    });
  return { ...bothCases('HTTPS_PROXY', value), ...bothCases('HTTP_PROXY', value), ...bothCases('ALL_PROXY', '') };
}

/** Upper case counts; the other would mislead who looks at it. */
function bothCases(name: string, value: string): Record<string, string> {
  return { [name]: value, [name.toLowerCase()]: value };
}
