import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import type { Plan } from '../../src/kubeflow/plan/plan.ts';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { clusterRoleOf } from '../../src/preflight/report/cluster-role.ts';
import { neededRights } from '../../src/preflight/report/needed-rights.ts';

const root = join(import.meta.dirname, '../../deploy/kubernetes');

/** The files of deploy/kubernetes that others are computed from, and the computed ones. */
export const kubernetesFiles = {
  base: join(root, 'base'),
  overlays: join(root, 'overlays'),
  allInOne: join(root, 'all-in-one.yaml'),
  clusterRole: join(root, 'overlays/own-cluster/cluster-role.yaml'),
  chart: join(root, '../helm/mlanywhere'),
  /** The same role for the chart, which reads no files outside its folder. */
  chartClusterRole: join(root, '../helm/mlanywhere/cluster-role.yaml'),
};

/** The files of the base as one, in the order of its kustomization. */
export async function printAllInOne(): Promise<string> {
  const kustomization = await readFile(join(kubernetesFiles.base, 'kustomization.yaml'), 'utf8');
  const names = [...kustomization.matchAll(/^ {2}- (\S+\.yaml)$/gm)].map(([, name]) => name ?? '');
  const texts = await Promise.all(names.map((name) => readFile(join(kubernetesFiles.base, name), 'utf8')));
  return `# MLAnywhere in one file: kubectl apply -f all-in-one.yaml
# Computed from the files in base. Change those, then run:
#   UPDATE_DOCS=1 npx vitest run scripts/deploy
${texts.join('---\n')}`;
}

/** The rights that an installation of the plan needs, for the account in the own cluster. */
export function printClusterRole(plan: Plan): string {
  const { name, version } = plan.release;
  return clusterRoleOf(
    neededRights(plan),
    `# The rights that an installation of ${name} ${version} with all components needs, and no others.
# Computed from its plan: UPDATE_DOCS=1 npx vitest run scripts/deploy
# For your own choice of components: mla preflight --report rights.yaml (docs/preflight.md).
`,
  );
}

/** The objects of a YAML text, sorted by kind and name. */
export function objectsOf(text: string): KubernetesObject[] {
  const nameOf = ({ kind, metadata }: KubernetesObject): string => `${kind} ${metadata.name}`;
  return (loadAll(text) as (KubernetesObject | null)[])
    .filter((object) => object !== null)
    .toSorted((one, other) => nameOf(one).localeCompare(nameOf(other)));
}
