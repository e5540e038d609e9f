import { type Command, Option } from 'commander';
import { dataDirectory } from '../../../app/data-directory.ts';
import { examineMachine } from '../../../app/doctor/examine-machine.ts';
import type { Finding } from '../../../app/doctor/finding.ts';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { addNetworkFlags, type NetworkFlags, withNetworkFlags } from '../../server/network-flags.ts';
import { addOutputFlags, outputFor, type OutputFlags } from '../../input/output-flags.ts';
import { readPort } from '../../input/read-port.ts';
import { plainText } from '../../output/plain-text.ts';
import { findServer } from '../../server/connect.ts';

interface Flags extends OutputFlags, NetworkFlags {
  readonly data?: string;
  readonly port: number;
}

const marks: Readonly<Record<Finding['outcome'], string>> = { passed: '✔', warning: '!', failed: '✖', unknown: '?' };

export function configure(command: Command, cli: Cli): void {
  addOutputFlags(
    addNetworkFlags(command)
      .option('--data <dir>', 'Data directory (default: MLA_HOME, then ~/.local/share/mlanywhere)')
      .addOption(new Option('--port <number>', 'Port that the server would use').argParser(readPort).default(5000)),
  ).action(async (flags: Flags) => {
    const output = outputFor(cli, flags);
    const data = dataDirectory(cli.environment, flags.data);
    // The server of this data directory, whichever server MLA_SERVER names.
    const local = await findServer({ cli: { ...cli, environment: {} }, flags: { data } }).catch(() => undefined);
    const findings = await examineMachine({
      dataDirectory: data,
      environment: withNetworkFlags(cli, flags).environment,
      server: local?.url,
      port: flags.port,
      signal: cli.signal,
    });
    output.printJson({
      findings: findings.map(({ fix, ...rest }) => (rest.outcome === 'passed' ? rest : { ...rest, fix })),
    });
    for (const finding of findings) output.print(linesOf(finding));
    const failed = findings.filter(({ outcome }) => outcome === 'failed').length;
    if (failed > 0) throw new MlaError('cli.machineUnfit', { failed, total: findings.length });
  });
}

function linesOf({ title, outcome, evidence, fix, id }: Finding): string {
  const first = `${marks[outcome]} ${plainText(`${title}: ${evidence} [${id}]`)}`;
  return fix === undefined || outcome === 'passed' ? first : `${first}\n    what to do: ${plainText(fix)}`;
}
