import type { SupportBundle } from '../../api/contract.ts';
import type { RunEvent } from '../../api/run.ts';
import { toMlaError } from '../../errors/error.ts';
import { printInstallation } from '../../installation/print-installation.ts';
import type { RunRecord } from '../../runs/store/run-store.ts';
import type { ServerParts } from '../dependencies.ts';
import { withCluster } from '../installations/with-cluster.ts';
import { collectClusterFacts } from './cluster-facts.ts';
import { writeReadMe } from './read-me.ts';

/** Of the newest runs, the newest events: more than anybody reads, and few enough to send. */
const runsAtMost = 5;
const eventsAtMost = 10_000;
const eventsAtOnce = 1000;
/** Milliseconds for a cluster that does not answer. */
const clusterMayTake = 30_000;

type Files = Record<string, unknown>;

/** What is known of an installation, as files. Each goes through the redactor, which has learned the installation's own secrets before. Throws `run.installationNotFound`. */
export async function collectBundle(parts: ServerParts, name: string, signal: AbortSignal): Promise<SupportBundle> {
  const { installations, runs, views, redactor, version, makePlan } = parts;
  const { spec } = await installations.getInstallation(name);
  await learnSecrets(parts, name);
  const records = await runs.listRuns({ installation: name, limit: runsAtMost });
  const shown = await views.viewAll(records);
  const missing: string[] = [];
  const attempt = async (what: string, work: () => Promise<Files>): Promise<Files> =>
    work().catch((thrown: unknown) => {
      missing.push(`${what}: ${toMlaError(thrown).message}`);
      return {};
    });
  const limited = AbortSignal.any([signal, AbortSignal.timeout(clusterMayTake)]);
  const { kubeflow, cluster, proxy } = spec.spec;
  const collected = await Promise.all([
    attempt('the plan', async () =>
      kubeflow === null ? {} : { 'plan.json': await makePlan({ ...kubeflow, proxy, cluster }) },
    ),
    attempt('facts of the cluster', () => withCluster(parts, name, (client) => collectClusterFacts(client, limited))),
    attempt('checks of the cluster', async () => ({
      'preflight.json': await parts.runPreflight(spec, { signal: limited, probe: false }),
    })),
    ...records.map((run) => attempt(`events of ${run.id}`, () => eventsOf(parts, run))),
  ]);
  const files: Files = {
    'versions.json': { mlanywhere: version, node: process.version, platform: process.platform, arch: process.arch },
    'installation.yaml': printInstallation(spec),
    'runs.json': shown,
    ...Object.fromEntries(collected.flatMap((part) => Object.entries(part))),
  };
  const paths = Object.keys(files);
  const readMe = writeReadMe({
    name,
    version,
    madeAt: new Date().toISOString(),
    newest: shown[0],
    paths,
    missing,
  });
  return {
    files: Object.entries({ 'README.md': readMe, ...files }).map(([path, content]) => ({
      path,
      text: asText(redactor.cleanData(content)),
    })),
  };
}

/** Opening a stored secret tells it to the redactor; since the start of this process nobody may have opened it. */
async function learnSecrets({ installations }: ServerParts, name: string): Promise<void> {
  const { spec } = (await installations.getInstallation(name)).spec;
  await Promise.allSettled([
    installations.loadKubeconfig(name),
    installations.loadCredentials(name),
    installations.loadGivenSecrets(name),
    ...('connection' in spec.cluster ? [installations.loadConnection(spec.cluster.connection)] : []),
  ]);
}

async function eventsOf({ runs }: ServerParts, { id, lastEventId }: RunRecord): Promise<Files> {
  const events: RunEvent[] = [];
  const start = Math.max(0, lastEventId - eventsAtMost);
  for (;;) {
    const page = await runs.readEvents(id, { after: events.at(-1)?.id ?? start, limit: eventsAtOnce });
    events.push(...page);
    if (page.length < eventsAtOnce || events.length >= eventsAtMost) break;
  }
  return { [`runs/${id}.jsonl`]: events.map((event) => JSON.stringify(event)).join('\n') };
}

function asText(content: unknown): string {
  return typeof content === 'string' ? content : `${JSON.stringify(content, null, 2)}\n`;
}
