/**
 * The service with a run that tells events at an even pace. Arguments: data
 * directory, events a second, seconds, and the address of a PostgreSQL server if
 * it is to be used. Prints one line of JSON when it is up;
 * ends when its standard input closes.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { installationSchema } from '../../src/installation/installation.ts';
import { createOutbound } from '../../src/network/outbound.ts';
import { openService } from '../../src/server/compose.ts';
import type { StepContext } from '../../src/runs/engine/step.ts';
import { noReleases } from '../../src/server/installations/no-releases.fixture.ts';

const [dataDirectory = '', rate = '', seconds = '', databaseUrl] = process.argv.slice(2);
const total = Number(rate) * Number(seconds);
/** Time for the readers to connect, in milliseconds. */
const headStart = 3000;

/** Catches up after each pause, so that the pace holds whatever else the process does. */
async function tellEvenly({ tell, signal }: StepContext): Promise<Record<string, unknown>> {
  await sleep(headStart, undefined, { signal });
  const started = performance.now();
  let told = 0;
  while (told < total) {
    const due = Math.min(total, Math.floor(((performance.now() - started) * Number(rate)) / 1000));
    for (; told < due; told += 1)
      tell({
        type: 'log',
        severity: 'info',
        component: 'kserve',
        message: `Deployment.apps kserve/kserve-controller-manager: waiting for ${told} of ${total}`,
      });
    await sleep(5, undefined, { signal });
  }
  return {};
}

const service = await openService({
  dataDirectory,
  databaseUrl,
  port: 0,
  version: 'bench',
  report: (message) => process.stderr.write(`${message}\n`),
  makeParts: () => ({
    platforms: [],
    releases: noReleases,
    checkSelection: () => Promise.resolve(),
    makePlan: () => Promise.reject(new Error('none')),
    openCluster: () => Promise.reject(new Error('no clusters here')),
    outbound: createOutbound({}),
    testConnector: () => Promise.resolve([]),
    findAccess: () => Promise.resolve({ expose: 'clusterIP', tls: null, address: null, notes: [], authority: null }),
    findDrift: () => Promise.resolve([]),
    clusterProxy: {
      want: () => Promise.reject(new Error('no cluster here')),
      check: () => Promise.reject(new Error('no cluster here')),
    },
    listPodNoProxy: () => Promise.resolve([]),
    podProxyFor: () => Promise.resolve(undefined),
    plannedNow: () => Promise.reject(new Error('no test asks for what is left over')),
    readFoundRemoval: () => Promise.reject(new Error('no cluster here')),
    previewUpgrade: () => Promise.reject(new Error('no upgrade here')),
    runPreflight: () => Promise.resolve([]),
    reportPreflight: () => Promise.reject(new Error('no preflight here')),
    stepsFor: () => [{ name: 'tell', phase: 'install', title: 'Tell', input: () => null, run: tellEvenly }],
  }),
});
const installation = installationSchema.parse({
  apiVersion: 'mlanywhere.dev/v1alpha1',
  kind: 'Installation',
  metadata: { name: 'bench' },
  spec: { cluster: { platform: 'sandbox' } },
});
const run = await service.runs.createRun({ installation, kind: 'create' });
process.stdout.write(`${JSON.stringify({ url: service.url, token: service.token.reveal(), runId: run.id })}\n`);
process.stdin.resume().once('end', () => void service.close().then(() => process.exit(0)));
