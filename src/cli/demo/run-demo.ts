import { once } from 'node:events';
import { join } from 'node:path';
import { createApiClient, type ApiClient } from '../../api/client.ts';
import { installationSchema } from '../../installation/installation.ts';
import type { Cli } from '../cli.ts';
import { startAnnounced } from '../connect.ts';
import { dataDirectory } from '../data-directory.ts';
import { followRun } from '../follow/follow-run.ts';
import { canRedraw, type Output } from '../output.ts';
import { kindOfOutcome } from '../run-outcome.ts';
import { readVersion } from '../version.ts';
import { writePrivateFile } from '../write-private-file.ts';
import { chooseDemoCluster } from './choose-cluster.ts';
import { openDemoDirectory, type DemoDirectory } from './demo-directory.ts';
import { startSimulatedCcp, type SimulatedCcp } from './simulated-ccp.ts';
import { summarizeDemo } from './summary.ts';

/** The demo's installation and its connection are called so. */
const name = 'demo';

export interface DemoOptions {
  readonly cli: Cli;
  readonly output: Output;
  readonly port: number;
  /** The newest Kubeflow at hand, else practice, when not given. */
  readonly release?: string;
  readonly components: 'all' | string[];
  /** Leave the cluster running after the demo. */
  readonly keep: boolean;
  /** Stay up at the end so that one can look around. */
  readonly stay: boolean;
}

/**
 * The whole job, unattended: a simulated CCP, a cluster made there, Kubeflow on
 * it, the kubeconfig in a file. A demo that was killed goes on where it was.
 */
export async function runDemo(options: DemoOptions): Promise<void> {
  const { cli, output, keep } = options;
  const directory = await openDemoDirectory(join(dataDirectory(cli.environment), 'demo'));
  try {
    output.print(`MLAnywhere ${readVersion()} · rehearsal: a simulated Cisco Container Platform and a real Kubernetes API server`);
    const ccp = await startSimulatedCcp({ directory: directory.ccp, detached: keep });
    let kept = false;
    try {
      kept = await withService(options, directory, ccp);
    } finally {
      if (!kept) await ccp.stop();
    }
  } finally {
    await directory.release();
  }
}

/** Returns whether the simulated CCP is to stay. */
async function withService(options: DemoOptions, directory: DemoDirectory, ccp: SimulatedCcp): Promise<boolean> {
  const { cli, output, keep, stay } = options;
  const { service, close } = await startAnnounced(cli, { dataDirectory: directory.service, port: options.port });
  try {
    const client = createApiClient(service);
    const runId = directory.unfinished?.runId ?? (await begin(options, { client, directory, ccp }));
    if (directory.unfinished !== undefined) output.print(`Going on with the demo that was interrupted (${directory.unfinished.release}).`);
    output.print(`Watch it in a browser: ${service.url}/installations/${name}   (log in once: ${service.loginLink()})`);
    const mode = canRedraw(output.stdout, cli.environment) && !output.json ? 'live' : 'plain';
    const { run, interrupted } = await followRun({ client, runId, output, mode, signal: cli.signal });
    if (interrupted) {
      cli.endWith('cancelled');
      return false;
    }
    await directory.forget();
    const outcome = kindOfOutcome(run);
    if (outcome !== undefined) cli.endWith(outcome);
    else await writePrivateFile(directory.kubeconfig, (await client.call('getKubeconfig', { params: { name } })).kubeconfig);
    output.printJson(summarizeDemo(run, { kubeconfig: directory.kubeconfig, url: `${service.url}/installations/${name}` }));
    output.print(`Kubeconfig: ${directory.kubeconfig}`);
    if (stay) {
      output.print(`Look around: kubectl --kubeconfig ${directory.kubeconfig} get pods --all-namespaces   Ctrl-C ends the demo.`);
      if (!cli.signal.aborted) await once(cli.signal, 'abort');
    }
    if (keep) {
      await directory.keep(ccp.processId);
      output.print(`The cluster stays up. To end it: kill ${ccp.processId}   (the next demo ends it too)`);
    }
    return keep;
  } finally {
    await close();
  }
}

/** Saves the connection, fills the form, starts the run. */
async function begin(options: DemoOptions, parts: { client: ApiClient; directory: DemoDirectory; ccp: SimulatedCcp }): Promise<string> {
  const { client, directory, ccp } = parts;
  const release = await chooseRelease(options, client);
  const { address, fingerprint, username, password } = ccp;
  await client.call('saveConnection', {
    params: { name },
    body: { platform: 'ccp', address, username, password: password.reveal(), trust: { mode: 'fingerprint', sha256: fingerprint } },
  });
  const installation = await chooseDemoCluster(client, { connection: name, name, release, components: options.components });
  const { runId } = await client.call('applyInstallation', { body: installationSchema.parse(installation) });
  await directory.remember({ runId, release });
  return runId;
}

async function chooseRelease({ output, release }: DemoOptions, client: ApiClient): Promise<string> {
  if (release !== undefined) return release;
  const releases = await client.call('listReleases', {});
  const newest = releases.filter((one) => one.name === 'kubeflow').sort((one, other) => other.version.localeCompare(one.version, 'en', { numeric: true }))[0];
  if (newest !== undefined) return newest.version;
  output.print('Kubeflow itself is not at hand, so this installs the practice release: small, ours, with every kind of wait in miniature.');
  output.print('For the real one: mla release add FILE, or set MLA_RELEASE_PATH to a folder of rendered releases.');
  return 'practice';
}
