import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from 'commander';
import type { ProxyCheckView } from '../../../api/contract.ts';
import type { Cli } from '../../cli.ts';
import { errorLines } from '../../output/print-error.ts';
import { checkLines, outcomeOf } from '../../proxy/check-lines.ts';
import { addServerFlags, type ServerFlags, type Session, withServer } from '../../server/with-server.ts';

interface Flags extends ServerFlags {
  readonly podImage?: string;
  readonly outside?: string;
  readonly last?: boolean;
}

/** Milliseconds. */
const askAgain = 500;

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('<name>', 'Name of the installation')
      .option('--pod-image <image>', 'Image of the test pod, with python3 (default: one of Kubeflow’s own)')
      .option('--outside <url>', 'Address that the test pod tries (default: the registry of its image)')
      .option('--last', 'Print the last result, and look at nothing'),
  ).action(async (name: string, flags: Flags) => {
    await withServer(cli, flags, async (session) => {
      const { client, output } = session;
      const view =
        flags.last === true
          ? (await client.call('getProxyCheck', { params: { name } })).check
          : await look(session, name, flags);
      output.printJson(view);
      if (view === null) {
        output.print(`Not checked yet. Run: mla proxy check ${name}`);
        return undefined;
      }
      for (const line of checkLines(view, output.stdout.columns ?? 100)) output.print(line);
      if (view.error !== undefined) for (const line of errorLines(view.error)) output.say(line);
      return outcomeOf(view);
    });
  });
}

/** Starts a look and waits for its end. Ctrl-C ends it, with its pod. */
async function look(
  { client, cli, output }: Session,
  name: string,
  { podImage, outside }: Flags,
): Promise<ProxyCheckView | null> {
  const body = { ...(podImage !== undefined && { image: podImage }), ...(outside !== undefined && { outside }) };
  let view: ProxyCheckView | null = await client.call('startProxyCheck', { params: { name }, body });
  let told = '';
  try {
    while (view?.state === 'running') {
      const { kind, name: subject } = view.subjects.findLast(({ state }) => state === 'running') ?? {};
      const now = subject === undefined ? '' : `Looking at ${kind === 'node' ? 'node ' : ''}${subject} …`;
      if (now !== told && now !== '') output.say(now);
      told = now;
      await pause(askAgain, undefined, { signal: cli.signal });
      view = (await client.call('getProxyCheck', { params: { name } }, { signal: cli.signal })).check;
    }
  } catch (thrown) {
    if (cli.signal.aborted) await client.call('cancelProxyCheck', { params: { name } });
    throw thrown;
  }
  return view;
}
