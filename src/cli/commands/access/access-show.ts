import type { Command } from 'commander';
import type { AccessReport } from '../../../api/contract.ts';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

interface Flags extends ServerFlags {
  readonly authority?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('<name>', 'Installation')
      .option('--authority', 'Print only the certificate of the authority that browsers must trust, in PEM'),
  ).action((name: string, flags: Flags) =>
    withServer(cli, flags, async ({ client, output }) => {
      const report = await client.call('getAccess', { params: { name } });
      if (flags.authority === true && report.authority === null) throw new MlaError('expose.noAuthority', { name });
      output.printJson(report);
      if (flags.authority === true) output.printWhole((report.authority ?? '').trimEnd());
      else output.print(reportLines(name, report).join('\n'));
      return undefined;
    }),
  );
}

function reportLines(name: string, { expose, tls, address, notes, certificate }: AccessReport): string[] {
  if (expose === 'clusterIP' && address === null)
    return [`Kubeflow is reached by a forwarded port: mla open ${name}`, ...notes];
  return [
    `Address: ${address ?? 'not known yet'}`,
    `Exposed by ${expose}, certificate: ${tls ?? 'none'}${certificate === undefined ? '' : `, valid until ${certificate.validUntil.slice(0, 10)}`}`,
    ...notes,
  ];
}
