import type { InstallationView } from '../../api/contract.ts';
import type { RunView } from '../../api/run.ts';
import { definitionOf } from '../../platforms/unions.ts';
import { runKinds } from '../../run-view/run-kinds.ts';
import type { InstallationRecord } from '../../runs/store/installation-store.ts';
import type { RunRecord } from '../../runs/store/run-store.ts';
import type { ServerParts } from '../dependencies.ts';

/** How many consecutive runs that changed nothing are skipped. */
const mostUntouched = 20;

/** One run of an installation: its record and its view. */
interface Seen {
  readonly record: RunRecord;
  readonly view: RunView;
}

type Stores = Pick<ServerParts, 'runs' | 'views'>;
type Newest = ReadonlyMap<string, Seen>;

/** Installations with their newest runs, for display. A page takes as many queries as a single installation. */
export async function viewInstallations(
  records: readonly InstallationRecord[],
  stores: Stores,
): Promise<InstallationView[]> {
  const show = await lookAt(records, stores);
  return records.map(show);
}

/** One installation, as the list shows it. */
export async function viewInstallation(record: InstallationRecord, stores: Stores): Promise<InstallationView> {
  const show = await lookAt([record], stores);
  return show(record);
}

/** Whether nothing runs in the pods of its cluster. */
export function isSimulated({ stands, run, installation }: InstallationView): boolean {
  const shown = stands ?? { installation, run };
  return definitionOf(shown.installation.spec.cluster.platform).simulated === true || shown.run?.simulated === true;
}

async function lookAt(
  records: readonly InstallationRecord[],
  stores: Stores,
): Promise<(record: InstallationRecord) => InstallationView> {
  const newest = await look(
    records.map(({ name }) => name),
    0,
    stores,
  );
  const standing = await findStanding(newest, stores);
  return ({ name, createdAt, spec, kubeconfig }) => {
    const run = newest.get(name)?.view;
    const stands = standing.get(name);
    return {
      name,
      createdAt: createdAt.toISOString(),
      installation: spec,
      kubeconfig,
      ...(run && { run }),
      ...(stands && { stands: { run: stands.view, installation: stands.record.spec } }),
    };
  };
}

/** One run of each installation: `skip` runs before the newest. */
async function look(installations: readonly string[], skip: number, { runs, views }: Stores): Promise<Newest> {
  const found = new Map((await runs.listNewestRuns(installations, { skip })).map((record) => [record.id, record]));
  const seen = new Map<string, Seen>();
  for (const view of await views.viewAll([...found.values()])) {
    const record = found.get(view.id);
    if (record) seen.set(record.installation, { record, view });
  }
  return seen;
}

/** The runs whose work still stands because later runs changed nothing. */
async function findStanding(newest: Newest, stores: Stores): Promise<Newest> {
  const standing = new Map<string, Seen>();
  let seen = newest;
  for (let skip = 1; skip < mostUntouched; skip += 1) {
    const untouched = [...seen].filter(([, { view }]) => view.untouched === true).map(([name]) => name);
    if (untouched.length === 0) break;
    seen = await look(untouched, skip, stores);
    for (const [name, one] of seen)
      if (runKinds[one.view.kind].leaves === 'cluster' && one.view.state === 'succeeded') standing.set(name, one);
  }
  return standing;
}
