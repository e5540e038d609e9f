import type { Command } from 'commander';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { askYesNo } from '../../input/ask.ts';
import { readDuration } from '../../input/run-flags.ts';
import { issueKubeconfig, listKubeconfigs, revokeKubeconfig, type Target } from '../../kubeconfig/issue.ts';
import { mergeIntoFile, ownKubeconfigFile } from '../../kubeconfig/own-kubeconfig.ts';
import { addServerFlags, type ServerFlags, type Session, withServer } from '../../server/with-server.ts';
import { writeOutput } from '../../output/write-output.ts';

interface Flags extends ServerFlags {
  readonly output?: string;
  readonly namespace?: string;
  readonly lifetime?: string;
  readonly list?: boolean;
  readonly revoke?: string;
  readonly merge?: string | true;
  readonly use?: boolean;
}

/** What API servers make tokens for, in seconds. Source: Kubernetes reference, TokenRequest. */
const shortestLifetime = 600;

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('<name>', 'Installation')
      .option('-o, --output <file>', 'Write the kubeconfig to a file that only you can read')
      .option('--merge [file]', 'Add it to your own kubeconfig (default: the first file of KUBECONFIG, ~/.kube/config)')
      .option('--use', 'With --merge: make it the current context without asking')
      .option('-n, --namespace <namespace>', 'Make a kubeconfig for one namespace instead of the administrator’s')
      .option(
        '--lifetime <duration>',
        'How long that one is valid, at least 10m (default: 24h); the API server may shorten it',
      )
      .option('--list', 'List the kubeconfigs that were made for single namespaces')
      .option('--revoke <id>', 'Revoke a kubeconfig of that list'),
  ).action((name: string, flags: Flags) => {
    refuseIdleFlags(flags);
    const lifetimeSeconds = readDuration(flags.lifetime ?? '24h', '--lifetime', shortestLifetime);
    return withServer(cli, flags, async (session) => {
      const { kubeconfig } = await session.client.call('getKubeconfig', { params: { name } });
      const target = { name, kubeconfig };
      if (flags.list === true) await listKubeconfigs(session, target);
      else if (flags.revoke !== undefined) await revokeKubeconfig(session, target, flags.revoke);
      else await handOut(session, target, { ...flags, lifetimeSeconds });
      return undefined;
    });
  });
}

/** Flags that mean nothing beside others, or without them. */
const idleFlags: readonly (readonly [isIdle: (flags: Flags) => boolean, reason: string])[] = [
  [({ use, merge }) => use === true && merge === undefined, '--use needs --merge'],
  [({ lifetime, namespace }) => lifetime !== undefined && namespace === undefined, '--lifetime needs --namespace'],
  [({ output, merge }) => output !== undefined && merge !== undefined, '--output and --merge exclude each other'],
  [({ list, revoke }) => list === true && revoke !== undefined, '--list and --revoke exclude each other'],
  [
    ({ list, revoke, ...flags }) =>
      (list === true || revoke !== undefined) && handingOut.some((flag) => flags[flag] !== undefined),
    '--list and --revoke make no kubeconfig: leave out --output, --merge, --use, --namespace and --lifetime',
  ],
];
const handingOut = ['output', 'merge', 'use', 'namespace', 'lifetime'] as const;

/** @throws `cli.usage` */
function refuseIdleFlags(flags: Flags): void {
  const reason = idleFlags.find(([isIdle]) => isIdle(flags))?.[1];
  if (reason !== undefined) throw new MlaError('cli.usage', { reason, help: 'mla help kubeconfig' });
}

async function handOut(
  session: Session,
  target: Target,
  flags: Flags & { readonly lifetimeSeconds: number },
): Promise<void> {
  const { namespace, lifetimeSeconds } = flags;
  const give = (kubeconfig: string): Promise<void> =>
    flags.merge === undefined
      ? print(session, kubeconfig, { file: flags.output, lists: namespace === undefined ? 'nodes' : 'pods' })
      : merge(session, { name: target.name, kubeconfig }, flags);
  if (namespace === undefined) await give(target.kubeconfig);
  else await issueKubeconfig(session, target, { namespace, lifetimeSeconds, give });
}

async function merge(
  { cli, output }: Session,
  { name, kubeconfig }: { readonly name: string; readonly kubeconfig: string },
  { namespace, merge: wanted, use: useWanted }: Flags,
): Promise<void> {
  const file = typeof wanted === 'string' ? wanted : ownKubeconfigFile(cli.environment);
  const use = useWanted ?? (cli.stdin.isTTY === true && (await askYesNo(cli, question(name, file))));
  const merged = await mergeIntoFile(file, kubeconfig, {
    name: namespace === undefined ? name : `${name}-${namespace}`,
    namespace,
    use,
  });
  output.printJson(merged);
  const backup = merged.backup === undefined ? '' : ` The file as it was: ${merged.backup}`;
  const next =
    merged.current === merged.context
      ? 'It is the current context.'
      : `The current context is still ${merged.current}. Use the new one: kubectl config use-context ${merged.context}`;
  const done = merged.changed ? `Added the context ${merged.context} to ${file}.` : unchanged(merged.context, file);
  output.print(`${done} ${next}${backup}`);
}

function unchanged(context: string, file: string): string {
  return `The context ${context} is in ${file} already. The file was not changed.`;
}

function question(name: string, file: string): { question: string; flag: string } {
  return { question: `Make ${name} the current context of ${file}?`, flag: '--use' };
}

/** `lists`: what its owner may surely list. */
async function print(
  { output }: Session,
  kubeconfig: string,
  { file, lists }: { readonly file: string | undefined; readonly lists: string },
): Promise<void> {
  if (file !== undefined) {
    await writeOutput(file, kubeconfig, { secret: true });
    output.printJson({ file });
    output.print(`Written to ${file}. Use it: kubectl --kubeconfig ${file} get ${lists}`);
    return;
  }
  output.printJson({ kubeconfig });
  // Byte for byte into a file or a pipe.
  if (output.json || output.stdout.isTTY === true) output.printWhole(kubeconfig.trimEnd());
  else output.stdout.write(`${kubeconfig.trimEnd()}\n`);
}
