/**
 * One install by the engine alone, in a process of its own so that its memory
 * can be told from the sandbox's. Arguments: kubeconfig, bundle, and
 * `without-rights` for a plan in which programs do not wait for their rights
 * and kinds. Prints one line of JSON.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import {
  completeCredentials,
  restoreCredentials,
  revealCredentials,
  type Credentials,
} from '../../src/kubeflow/credentials/credentials.ts';
import { defaultSoftLimits } from '../../src/kubeflow/install/install-options.ts';
import { installRelease } from '../../src/kubeflow/install/install-release.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import { requirementsOf } from '../../src/kubeflow/plan/requirements/collect-requirements.ts';
import { loadRelease } from '../../src/kubeflow/release/load-release.ts';
import { readKubeconfig } from '../../src/kubernetes/kubeconfig/kubeconfig.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';

const [kubeconfig = '', bundle = '', order = 'rights-first'] = process.argv.slice(2);
const credentials = await credentialsFromInput();
const client = createKubernetesClient(await readKubeconfig(await readFile(kubeconfig, 'utf8'), { execAllowed: false }));
await client.version();

const idle = process.memoryUsage.rss();
let peak = idle;
const sampling = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 50);

const started = performance.now();
const release = loadRelease(await readFile(bundle));
const request = {
  release,
  components: 'all',
  installation: { name: 'bench' },
  parameters: { credentials, user: { email: 'user@example.com' } },
} as const;
const plan = makePlan(
  request,
  order === 'without-rights'
    ? (inventory) => requirementsOf(inventory).filter(({ strength }) => strength !== 'restarts')
    : requirementsOf,
);
const planned = (performance.now() - started) / 1000;
const result = await installRelease({
  client,
  plan,
  installation: 'bench',
  signal: new AbortController().signal,
  tell: () => undefined,
  now: () => new Date(),
  softLimits: defaultSoftLimits,
});
clearInterval(sampling);
const seconds = (performance.now() - started) / 1000;
const { user, system } = process.cpuUsage();
process.stdout.write(
  `${JSON.stringify({ ...result, planned, total: seconds, idleMegabytes: idle / 1e6, peakMegabytes: peak / 1e6, cpuSeconds: (user + system) / 1e6, credentials: revealCredentials(credentials) })}\n`,
);
await client.close();

/** Those of the first run on standard input, so that the second run plans the same; new ones when there are none. */
async function credentialsFromInput(): Promise<Credentials> {
  let text = '';
  for await (const chunk of process.stdin) text += String(chunk);
  return completeCredentials(restoreCredentials(JSON.parse(text || '{}') as Record<string, string>), randomBytes);
}
