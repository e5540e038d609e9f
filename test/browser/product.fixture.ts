import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { startCcpSimulator, type CcpSimulator } from '../../sandbox/ccp/simulator.ts';
import { createApiClient, type ApiClient } from '../../src/api/client.ts';
import type { CheckResult } from '../../src/api/contract.ts';
import { describePlan } from '../../src/kubeflow/plan/describe-plan.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import { loadPracticeRelease } from '../../src/kubeflow/practice/practice-release.ts';
import { createOutbound } from '../../src/network/outbound.ts';
import { createPlatforms } from '../../src/platforms/platforms.ts';
import type { Platform } from '../../src/platforms/platform.ts';
import { seedDirectory } from '../../src/runs/database.fixture.ts';
import { Secret } from '../../src/secret.ts';
import { openService, type Service } from '../../src/server/compose.ts';
import { rehearsedReleases, type FetchControls } from './rehearsed-fetches.fixture.ts';
import { rehearsedSteps, type RunControls } from './rehearsed-steps.fixture.ts';

/** The product as a browser meets it: the real server, store and worker, and CCP's simulator. */
export interface Product extends AsyncDisposable {
  readonly url: string;
  readonly ccp: CcpSimulator;
  readonly controls: RunControls & FetchControls;
  /** What preflight answers. */
  readonly checks: CheckResult[];
  readonly client: ApiClient;
  /** For programs, as `MLA_TOKEN`. */
  readonly token: string;
  loginLink(): string;
  /** Stops the server and starts it again on the same data and port. */
  restart(): Promise<void>;
}

/** Opens it on a directory of its own. Runs take the rehearsed steps. */
export async function openProduct(): Promise<Product> {
  const directory = await mkdtemp(join(tmpdir(), 'mlanywhere-browser-'));
  const controls: Product['controls'] = {
    pace: 5,
    failAt: undefined,
    holdAt: undefined,
    noRoomAt: undefined,
    extraLines: 0,
    fetch: 'runs',
  };
  const checks: CheckResult[] = [
    { id: 'kubernetes-version', title: 'Kubernetes version', outcome: 'passed', evidence: 'v1.36.3' },
    {
      id: 'default-storage-class',
      title: 'Default StorageClass',
      outcome: 'warning',
      evidence: 'there are two',
      fix: 'Mark one of them as the default.',
    },
    {
      id: 'capacity-memory',
      title: 'Memory',
      outcome: 'failed',
      evidence: '6 GiB of 12 GiB',
      fix: 'Give the workers more memory.',
      field: 'spec.cluster.sandbox.workers.memoryGiB',
    },
  ];
  const ccp = await startCcpSimulator({
    directory: join(directory, 'ccp'),
    password: 'correct horse',
    speed: 20,
    startCluster: ({ name }) =>
      Promise.resolve({ kubeconfig: `apiVersion: v1\nkind: Config\n# ${name}\n`, stop: () => Promise.resolve() }),
  });
  const start = (port: number): Promise<Service> =>
    openService({
      dataDirectory: join(directory, 'data'),
      durability: 'none',
      cacheDirectory: seedDirectory,
      port,
      version: '0.1.0',
      report: (message) => process.stderr.write(`${message}\n`),
      webDirectory: resolve(import.meta.dirname, '../../web/dist'),
      makeParts: (stored) => ({
        platforms: [
          ...createPlatforms({
            outbound: createOutbound({}),
            localFiles: true,
            ccpPacing: { longestPoll: 50, retryWait: 20 },
          }).values(),
        ]
          .filter(({ id }) => id !== 'sandbox')
          .concat(rehearsal),
        releases: rehearsedReleases(controls),
        checkSelection: () => Promise.resolve(),
        makePlan: async ({ components }) =>
          describePlan(
            makePlan({
              release: await loadPracticeRelease(),
              components,
              installation: { name: 'plan' },
              parameters: {},
            }),
          ),
        findDrift: () => Promise.resolve([]),
        runPreflight: () => Promise.resolve(checks),
        stepsFor: rehearsedSteps(controls, stored),
      }),
    });
  let service = await start(0);
  const { url } = service;
  return {
    url,
    ccp,
    controls,
    checks,
    client: createApiClient({ url, token: service.token }),
    token: service.token.reveal(),
    loginLink: () => service.loginLink(),
    restart: async () => {
      await service.close();
      service = await start(Number(new URL(url).port));
    },
    [Symbol.asyncDispose]: async () => {
      await service.close();
      await ccp.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The sandbox without its cluster: these tests are about pages. */
const rehearsal: Platform = {
  id: 'sandbox',
  title: 'Sandbox',
  simulated: true,
  description: 'A rehearsal on this machine: a real Kubernetes API server with simulated nodes.',
  needs: ['nothing but this machine'],
  testConnection: () => Promise.resolve({ ok: true, layers: [] }),
  createCluster: ({ installation }) =>
    Promise.resolve({ platform: 'sandbox', id: '1', name: installation.metadata.name }),
  waitForCluster: () => Promise.resolve(),
  fetchKubeconfig: () => Promise.resolve(new Secret('kubeconfig')),
  previewDeletion: ({ name }) => ({
    removes: [`The cluster ${name} with everything on it`],
    keeps: ['This installation’s log'],
  }),
  deleteCluster: () => Promise.resolve(),
};
