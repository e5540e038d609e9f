import { once } from 'node:events';
import { join } from 'node:path';
import { createApiClient, type ApiClient } from '../../api/client.ts';
import type { RunView } from '../../api/run.ts';
import { getKubeflow } from '../../errors/get-kubeflow.ts';
import type { ComponentSet } from '../../installation/components/chosen-components.ts';
import { installationSchema } from '../../installation/installation.ts';
import type { Cli } from '../cli.ts';
import { startAnnounced } from '../server/connect.ts';
import { readReleases } from '../server/read-lists.ts';
import { dataDirectory } from '../../app/data-directory.ts';
import { demoPlatform, type SimulatedPlatform } from '../../app/demo-platform.ts';
import { followRun } from '../follow/follow-run.ts';
import { canRedraw, type Output } from '../output/output.ts';
import { quoted } from '../../installation/flags/quoted.ts';
import { type TypedCommand, typedCommand } from '../input/typed-command.ts';
import { kindOfOutcome } from '../output/run-outcome.ts';
import { readVersion } from '../../app/version.ts';
import { writePrivateFile } from '../server/write-private-file.ts';
import { openDemoDirectory, type DemoDirectory } from './demo-directory.ts';
import { summarizeDemo } from './summary.ts';

/** The demo's installation and its connection are called so. */
const name = 'demo';

export interface DemoOptions {
  readonly cli: Cli;
  readonly output: Output;
  readonly port: number;
  /** Default: the newest Kubeflow on this machine, or the sample if there is none. */
  readonly release?: string;
  readonly components: ComponentSet | string[];
  /** Leave the cluster running after the demo. */
  readonly keep: boolean;
  /** Keep running at the end, so that the user can look around. */
  readonly stay: boolean;
}

/**
 * The whole job, unattended: a simulated platform, a cluster made there, Kubeflow on
 * it, the kubeconfig in a file. A demo that was killed goes on where it was.
 */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { cli, output, keep } = options;
  const simulation = demoPlatform();
  const directory = await openDemoDirectory(join(dataDirectory(cli.environment), 'demo'));
  try {
    output.print(
      `MLAnywhere ${readVersion()} · sandbox: a simulated ${simulation.title} and a real Kubernetes API server`,
    );
    const platform = await simulation.start({ directory: directory.platform, detached: keep });
    let kept = false;
    try {
      kept = await withService(options, directory, platform);
    } finally {
      if (!kept) await platform.stop();
    }
  } finally {
    await directory.release();
  }
}

/** Returns whether to keep the simulated platform. */
async function withService(
  options: DemoOptions,
  directory: DemoDirectory,
  platform: SimulatedPlatform,
): Promise<boolean> {
  const { cli, output } = options;
  const { service, close } = await startAnnounced(cli, {
    dataDirectory: directory.service,
    // What `mla release add` and `fetch` brought is the user's, and no demo empties it.
    releasesDirectory: join(dataDirectory(cli.environment), 'releases'),
    port: options.port,
  });
  const typed = typedCommand(cli.environment, { data: directory.service });
  try {
    const client = createApiClient(service);
    const runId = directory.unfinished?.runId ?? (await begin(options, { client, directory, platform }));
    if (directory.unfinished !== undefined)
      output.print(`Going on with the demo that was interrupted (${directory.unfinished.release}).`);
    output.print(
      `Simulated: the platform, the nodes and their pods.\nTo watch it in a browser, open this link; it works once:\n${service.loginLink()}`,
    );
    const mode = canRedraw(output.stdout, cli.environment) && !output.json ? 'live' : 'plain';
    // Most next steps of a run end with the demo. The demo prints those that remain.
    const { run, interrupted } = await followRun({
      client,
      runId,
      output: { ...output, command: undefined },
      mode,
      signal: cli.signal,
    });
    if (interrupted) {
      output.print(`Interrupted. To resume, run: ${typedCommand(cli.environment)('demo')}`);
      cli.endWith('cancelled');
      return false;
    }
    await directory.forget();
    const url = `${service.publicUrl}/installations/${name}`;
    const outcome = kindOfOutcome(run);
    if (outcome === undefined) return await handOver(options, { client, directory, platform, run, url, typed });
    cli.endWith(outcome);
    output.printJson(summarizeDemo(run, { url }));
    output.print(`The whole log: ${typed(`logs ${name}`)}`);
    return false;
  } finally {
    await close();
  }
}

interface EndedWell {
  readonly client: ApiClient;
  readonly directory: DemoDirectory;
  readonly platform: SimulatedPlatform;
  readonly run: RunView;
  /** Of the installation's page. */
  readonly url: string;
  readonly typed: TypedCommand;
}

/** Says what there is now, and stays as long as that is wanted. Returns whether the simulated platform is to stay after this process. */
async function handOver(
  { cli, output, keep, stay }: DemoOptions,
  { client, directory, platform, run, url, typed }: EndedWell,
): Promise<boolean> {
  await writePrivateFile(directory.kubeconfig, (await client.call('getKubeconfig', { params: { name } })).kubeconfig);
  output.printJson(summarizeDemo(run, { kubeconfig: directory.kubeconfig, url }));
  if (!stay && !keep) {
    output.print(
      `The demo has ended, and its cluster with it. To keep the cluster: ${typedCommand(cli.environment)('demo --keep')}`,
    );
    return false;
  }
  for (const line of waysIn({ typed, kubeconfig: directory.kubeconfig, stay })) output.print(line);
  if (stay) {
    output.print('Ctrl-C ends the demo.');
    if (!cli.signal.aborted) await once(cli.signal, 'abort');
    return false;
  }
  await directory.keep(platform.processId);
  output.print(`The cluster stays up. End it: kill ${platform.processId}   (the next demo ends it too)`);
  return true;
}

/** Commands for another terminal while the cluster runs. */
function waysIn({ typed, kubeconfig, stay }: { typed: TypedCommand; kubeconfig: string; stay: boolean }): string[] {
  return [
    'In another terminal:',
    // The page needs the server of this process.
    ...(stay ? [`  Page: ${typed(`open ${name} --page`)}`] : []),
    `  Status: ${typed(`status ${name}`)}`,
    `  Password: ${typed(`credentials ${name} --reveal`)}`,
    `  Kubeconfig: ${typed(`kubeconfig ${name}`)}`,
    `  Look around: kubectl --kubeconfig ${quoted(kubeconfig)} get pods --all-namespaces`,
  ];
}

/** Saves the connection, fills the form, starts the run. */
async function begin(
  options: DemoOptions,
  parts: { client: ApiClient; directory: DemoDirectory; platform: SimulatedPlatform },
): Promise<string> {
  const { client, directory, platform } = parts;
  const release = await chooseRelease(options, client);
  await client.call('saveConnection', { params: { name }, body: platform.connection });
  const installation = await demoPlatform().chooseInstallation(client, {
    connection: name,
    name,
    release,
    components: options.components,
  });
  const { runId } = await client.call('applyInstallation', { body: installationSchema.parse(installation) });
  await directory.remember({ runId, release });
  return runId;
}

async function chooseRelease({ cli, output, release }: DemoOptions, client: ApiClient): Promise<string> {
  if (release !== undefined) return release;
  if (cli.environment.MLA_RELEASE_PATH)
    output.print('Reading the releases of MLA_RELEASE_PATH: some seconds, the first time.');
  const releases = await readReleases(client);
  const newest = releases
    .filter((one) => one.name === 'kubeflow')
    .sort((one, other) => other.version.localeCompare(one.version, 'en', { numeric: true }))[0];
  if (newest !== undefined) return newest.version;
  output.print(
    'Kubeflow is not on this machine, so this installs the sample release: small, not Kubeflow, with every kind of wait in miniature.',
  );
  output.print(getKubeflow.replaceAll('`mla ', `\`${typedCommand(cli.environment)('')}`));
  return 'sample';
}
