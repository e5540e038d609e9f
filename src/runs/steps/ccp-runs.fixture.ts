import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunEvent, RunKind } from '../../api/run.ts';
import { readKubeconfig } from '../../kubernetes/kubeconfig/kubeconfig.ts';
import { createKubernetesClient } from '../../kubernetes/create-client.ts';
import { createOutbound } from '../../network/outbound.ts';
import { demoInstallation, startCcpLab, type CcpLab } from '../../platforms/ccp/testing/simulated-ccp.fixture.ts';
import { newEnoughImage } from '../../../sandbox/ccp/seed.ts';
import type { CcpSwitches } from '../../../sandbox/ccp/switches.ts';
import { openTestDatabase } from '../database/open-database.fixture.ts';
import { followRun } from '../engine/stream-run-events.ts';
import type { InstallationStore } from '../store/installation-store.ts';
import { createRedactor } from '../secrets/redactor.ts';
import type { RunStore } from '../store/run-store.ts';
import { openSqlInstallationStore } from '../store/sql-installation-store.ts';
import { openSqlRunStore } from '../store/sql-run-store.ts';
import { openVault } from '../secrets/vault.ts';
import { startWorker } from '../engine/worker.ts';
import { createNodeServices } from './node-proxy/node-services.ts';
import type { StepServices } from './services.ts';
import { stepsFor } from './steps.ts';
import { hangSignal } from '../../../test/patience.fixture.ts';

/** Store, worker and steps of clusters that a simulated CCP makes; behind a cluster there are only the answers to "which version?" and "which nodes?". */
export interface CcpRuns extends AsyncDisposable {
  readonly ccp: CcpLab['ccp'];
  readonly store: RunStore;
  readonly installations: InstallationStore;
  /** Saves the connection, with another password when given. */
  connect(password?: string): Promise<void>;
  /** Asks for a run of the installation `demo`, with fields of its CCP cluster changed at will. */
  ask(kind: RunKind, ccp?: Record<string, unknown>): Promise<string>;
  /** Puts a worker to work until `stop`. */
  work(): { stop(): Promise<void> };
  /** All events, when the run has ended. */
  ending(runId: string): Promise<RunEvent[]>;
}

export interface CcpRunsOptions {
  /** Kubeflow is installed after the cluster, as far as these go; without them the cluster is all. */
  readonly kubeflow?: Pick<StepServices, 'planFor' | 'runPreflight'>;
  /** Called when the kubeconfig was stored. */
  readonly afterKubeconfig?: () => Promise<void>;
}

export async function startCcpRuns(
  switches: Partial<CcpSwitches> = {},
  { kubeflow, afterKubeconfig }: CcpRunsOptions = {},
): Promise<CcpRuns> {
  const directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
  const version = { gitVersion: 'v1.36.3', major: '1', minor: '36' };
  const node = { metadata: { name: 'one', annotations: { 'sandbox.mlanywhere.dev/simulated': 'kwok' } } };
  const apiServer = createServer(({ url = '' }, response) =>
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify(url.startsWith('/api/v1/nodes') ? { metadata: {}, items: [node] } : version)),
  );
  await new Promise<void>((resolve) => apiServer.listen(0, '127.0.0.1', resolve));
  const kubeconfig = kubeconfigFor(`http://127.0.0.1:${(apiServer.address() as AddressInfo).port}`);
  const ccpLab = await startCcpLab({
    switches,
    startCluster: () => Promise.resolve({ kubeconfig, stop: () => Promise.resolve() }),
  });
  const place = await openTestDatabase();
  const redactor = createRedactor();
  const store = await openSqlRunStore(place.database);
  const installations = openSqlInstallationStore({
    database: place.database,
    redactor,
    vault: await openVault({ keyFile: join(directory, 'key') }),
  });
  const workers: { stop(): Promise<void> }[] = [];
  const notHere = (): Promise<never> => Promise.reject(new Error('these runs make clusters only'));
  const services: StepServices = {
    platform: () => ccpLab.platform,
    loadConnection: (name) => installations.loadConnection(name),
    saveKubeconfig: async (name, text) => {
      await installations.saveKubeconfig(name, text);
      await afterKubeconfig?.();
    },
    loadKubeconfig: (name) => installations.loadKubeconfig(name),
    openCluster: async (_installation, text) =>
      createKubernetesClient(await readKubeconfig(text.reveal(), { execAllowed: false })),
    getRelease: () => Promise.resolve('a release of the test'),
    loadRelease: notHere,
    planFor: notHere,
    podProxyFor: () => Promise.resolve(undefined),
    sketchPlan: kubeflow?.planFor ?? notHere,
    settleCredentials: () => Promise.resolve({ readBack: [], passwordKnown: true }),
    planBefore: () => Promise.resolve(undefined),
    plannedNow: () => Promise.resolve(new Set()),
    plansAttempted: () => Promise.resolve([]),
    runPreflight: notHere,
    upgradeSettings: (name) => installations.upgradeSettings(name),
    loginOf: notHere,
    outbound: createOutbound({}),
    ...kubeflow,
    lossLookPause: 20,
    forgetCluster: (name, options) => installations.forgetCluster(name, options),
    ownerMark: (name) => installations.keepOwnerMark(name),
    nodes: createNodeServices(installations),
    findHandle: (name) => installations.findHandle(name),
    mayClusterBeUnrecorded: (name) => installations.mayClusterBeUnrecorded(name),
    now: () => new Date(),
  };

  return {
    ccp: ccpLab.ccp,
    store,
    installations,
    async connect(password) {
      const { name, input } = ccpLab.connection(password === undefined ? {} : { password });
      if (input.platform !== 'ccp') throw new Error('not a connection to CCP');
      await installations.saveConnection(
        { name, platform: 'ccp', address: input.address, username: input.username, trust: input.trust },
        input,
      );
    },
    ask: async (kind, ccp = {}) =>
      (
        await store.createRun({
          installation: demoInstallation(
            { ...(kubeflow === undefined ? {} : { image: newEnoughImage }), ...ccp },
            { kubeflow: kubeflow === undefined ? null : { release: 'sample' } },
          ),
          kind,
          by: { id: 'ada', name: 'Ada' },
        })
      ).id,
    work() {
      const worker = startWorker({
        store,
        redactor,
        report: (error) => expectNone(error),
        stepsFor: ({ run }) => stepsFor(run.kind, run.spec, services),
      });
      workers.push(worker);
      return worker;
    },
    async ending(runId) {
      const events: RunEvent[] = [];
      for await (const page of followRun(store, runId, { after: 0, signal: hangSignal() })) events.push(...page);
      return events;
    },
    async [Symbol.asyncDispose]() {
      for (const worker of workers) await worker.stop();
      await place[Symbol.asyncDispose]();
      await ccpLab.stop();
      apiServer.close();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function expectNone(error: Error): never {
  throw error;
}

function kubeconfigFor(server: string): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'demo',
    clusters: [{ name: 'demo', cluster: { server } }],
    users: [{ name: 'admin', user: { token: 'none' } }],
    contexts: [{ name: 'demo', context: { cluster: 'demo', user: 'admin' } }],
  });
}
