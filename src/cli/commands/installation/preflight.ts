import type { Command } from 'commander';
import { checkKubeconfig } from '../../../app/check-kubeconfig.ts';
import { dataDirectory } from '../../../app/data-directory.ts';
import type { CheckResult, PreflightReport } from '../../../api/contract.ts';
import { reportPage } from '../../../api/report-page.ts';
import { stopsRun } from '../../../api/stops-run.ts';
import { MlaError } from '../../../errors/error.ts';
import type { Installation } from '../../../installation/installation.ts';
import { readInstallation } from '../../../installation/yaml.ts';
import type { Cli } from '../../cli.ts';
import { addKubeflowFlags, kubeflowOf, withFlagsOver } from '../../input/kubeflow-flags.ts';
import { outputFor } from '../../input/output-flags.ts';
import { addOverrideFlag, withOverrides, type OverrideFlag } from '../../input/override-flag.ts';
import { readInput } from '../../input/read-input.ts';
import type { Output } from '../../output/output.ts';
import { plainText } from '../../output/plain-text.ts';
import { withNetworkFlags } from '../../server/network-flags.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';
import { writeOutput } from '../../output/write-output.ts';

interface Flags extends ServerFlags, OverrideFlag {
  readonly file?: string;
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly report?: string;
  readonly probe?: boolean;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    addOverrideFlag(
      addKubeflowFlags(
        command
          .option('-f, --file <file>', 'Installation, YAML or JSON; - reads standard input')
          .option(
            '--kubeconfig <file>',
            'Check the cluster of this kubeconfig, without a saved connection; - reads standard input',
          )
          .option('--context <name>', 'Context of the kubeconfig (default: its current context)')
          .option('--probe', 'Also start pods in a namespace of their own, to test pulls and volumes, and remove them')
          .option(
            '--report <file>',
            'Save findings, what would be made and the rights needed as one page: a file.html or file.json. A file.yaml gets the ClusterRole with these rights',
          ),
      ),
    ),
  ).action(async (flags: Flags) => {
    const format = formatOf(flags.report);
    if (flags.context !== undefined && flags.kubeconfig === undefined)
      throw new MlaError('cli.usage', { reason: '--context belongs to --kubeconfig', help: 'mla help preflight' });
    if (flags.kubeconfig !== undefined) {
      const report = await checkByKubeconfig(withNetworkFlags(cli, flags), flags, flags.kubeconfig);
      return show(outputFor(cli, flags), { checks: report.checks, report, format, file: flags.report });
    }
    if (flags.file === undefined)
      throw new MlaError('cli.usage', {
        reason: 'neither -f nor --kubeconfig is given. Example: mla preflight -f my.yaml',
        help: 'mla help preflight',
      });
    const installation = withFlags(readInstallation(await readInput(flags.file, cli.stdin)), flags);
    await withServer(cli, flags, async ({ client, output }) => {
      const request = { body: installation, query: flags.probe === true ? { probe: 'true' } : {} };
      // So that the server stops too, and removes the pods of a probe.
      const options = { signal: cli.signal };
      const report = format === undefined ? undefined : await client.call('reportPreflight', request, options);
      const checks = report?.checks ?? (await client.call('runPreflight', request, options));
      await show(output, { checks, report, format, file: flags.report });
      return undefined;
    });
  });
}

type Format = 'html' | 'json' | 'yaml';

/** By the ending of the file's name. */
function formatOf(file: string | undefined): Format | undefined {
  if (file === undefined) return undefined;
  const [, ending] = /\.(html|json|yaml)$/i.exec(file) ?? [];
  if (ending !== undefined) return ending.toLowerCase() as Format;
  throw new MlaError('cli.badValue', {
    value: file,
    flag: '--report',
    expected: 'a file whose name ends in .html, .json or .yaml',
    example: '--report preflight.html',
  });
}

function withFlags(installation: Installation, flags: Flags): Installation {
  return withOverrides(withFlagsOver(installation, flags), flags);
}

/** In this process: neither a server nor its database is needed. */
async function checkByKubeconfig(cli: Cli, flags: Flags, file: string): Promise<PreflightReport> {
  const described = flags.file === undefined ? undefined : readInstallation(await readInput(flags.file, cli.stdin));
  const installation = withFlags(kubeflowOf(described), flags);
  return checkKubeconfig({
    kubeconfig: { text: await readInput(file, cli.stdin), ...(file !== '-' && { path: file }) },
    context: flags.context,
    probe: flags.probe === true,
    installation,
    dataDirectory: dataDirectory(cli.environment, flags.data),
    environment: cli.environment,
    signal: cli.signal,
  });
}

async function show(
  output: Output,
  {
    checks,
    report,
    format,
    file,
  }: {
    readonly checks: readonly CheckResult[];
    readonly report: PreflightReport | undefined;
    readonly format: Format | undefined;
    readonly file: string | undefined;
  },
): Promise<void> {
  output.printJson({ checks });
  for (const check of checks) output.print(checkLines(check).join('\n'));
  if (report !== undefined && file !== undefined) {
    await writeOutput(file, printReport(report, format));
    output.say(`Saved the ${format === 'yaml' ? 'ClusterRole' : 'report'}: ${file}`);
  }
  const failed = checks.filter(stopsRun).length;
  if (failed > 0) throw new MlaError('cli.preflightFailed', { failed, total: checks.length });
}

function printReport(report: PreflightReport, format: Format | undefined): string {
  if (format === 'html') return reportPage(report);
  return format === 'yaml' ? report.clusterRole : `${JSON.stringify(report, null, 2)}\n`;
}

const marks: Readonly<Record<CheckResult['outcome'], string>> = {
  passed: '✔',
  warning: '!',
  failed: '✖',
  unknown: '?',
};

function checkLines(check: CheckResult): string[] {
  const { id, title, outcome, evidence, consequence, fix, field, overridden, severity } = check;
  return [
    `${marks[outcome]} ${plainText(`${title}: ${evidence} [${id}]`)}`,
    ...(fix === undefined || outcome === 'passed'
      ? []
      : [`    what to do: ${plainText(`${fix}${field === undefined ? '' : ` (${field})`}`)}`]),
    ...(consequence === undefined || outcome === 'passed' ? [] : [`    why it matters: ${plainText(consequence)}`]),
    ...(overridden === undefined ? [] : [`    overridden: ${plainText(overridden)}`]),
    ...(severity === 'warns' && stopsRun(check) ? [`    to continue anyway: --override ${id}="your reason"`] : []),
  ];
}
