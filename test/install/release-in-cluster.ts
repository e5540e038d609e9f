import { keyText, type KubernetesObject, type ObjectKey } from '../../src/kubernetes/object.ts';
import type { Plan } from '../../src/kubeflow/plan/plan.ts';
import type { Release } from '../../src/kubeflow/release/release.ts';
import { findDifferences, type Difference } from './compare-objects.ts';
import { getWithKubectl } from './kubectl.ts';

/** What a documented patch (`Plan.patches`) may change, by the beginning of its name. */
const patchedFields: readonly { readonly what: string; readonly path: RegExp }[] = [
  { what: 'namespace removed', path: /^\.metadata\.namespace$/ },
  { what: 'unfilled annotation removed', path: /^\.metadata\.annotations\.cert-manager\.io\/inject-ca-from$/ },
  { what: 'image ', path: /^\.spec\.template\.spec\.(initContainers|containers)\[\d+\]\.image$/ },
  { what: 'JobSet image ', path: /^\.spec\.template\.spec\.containers\[\d+\]\.image$/ },
  { what: 'generated ', path: /^\.(data|stringData)\b/ },
  { what: 'root password required', path: /^\.spec\.template\.spec\.containers\[\d+\]\.env\b/ },
  { what: 'first user at the login page', path: /^\.data\.(config|settings)\.yaml$/ },
  { what: 'owner of the first profile', path: /^\.spec\.owner\.name$/ },
  { what: 'owner of the first workspace', path: /^\.spec\.owner$/ },
];

/** What the API server and the cluster's controllers write differently, and why. */
const clusterFields: readonly { readonly kind: RegExp; readonly path: RegExp; readonly why: string }[] = [];

export interface Comparison {
  readonly found: number;
  /** Objects that differ from the bundle in a way that nothing explains. */
  readonly unexplained: readonly { readonly object: string; readonly difference: Difference }[];
  /** Exceptions that nothing needed: they should go. */
  readonly unusedExceptions: readonly string[];
}

/** Compares what kubectl finds with the bundle, object by object. */
export async function compareWithRelease(given: { release: Release; plan: Plan; kubeconfig: string }): Promise<Comparison> {
  const { release, plan, kubeconfig } = given;
  const found = await getWithKubectl(kubeconfig, plan.objects.map(({ key }) => key));
  const used = new Set<string>();
  const unexplained = release.objects.flatMap(({ key, object }, position) => {
    const inCluster = found[position];
    if (inCluster === undefined || inCluster.metadata.name !== key.name) return [{ object: keyText(key), difference: { path: '', said: key.name, is: inCluster?.metadata.name } }];
    return findDifferences(object, inCluster)
      .filter((difference) => !isExplained({ key: plan.objects[position]?.key ?? key, difference, plan, used }))
      .map((difference) => ({ object: keyText(key), difference }));
  });
  return { found: found.length, unexplained, unusedExceptions: clusterFields.map(({ why }) => why).filter((why) => !used.has(why)) };
}

function isExplained(given: { key: ObjectKey; difference: Difference; plan: Plan; used: Set<string> }): boolean {
  const { key, difference, plan, used } = given;
  const notes = plan.patches.filter((note) => keyText(note.object) === keyText(key));
  if (patchedFields.some(({ what, path }) => path.test(difference.path) && notes.some((note) => note.what.startsWith(what)))) return true;
  const exception = clusterFields.find(({ kind, path }) => kind.test(keyText(key)) && path.test(difference.path));
  if (exception !== undefined) used.add(exception.why);
  return exception !== undefined;
}

/** The labels and the annotation that an object of an installation has in the cluster. */
export function marksOf(object: KubernetesObject): { labels: Record<string, string>; annotations: Record<string, string> } {
  const ours = (all: Record<string, string> = {}): Record<string, string> => Object.fromEntries(Object.entries(all).filter(([name]) => name.includes('mlanywhere.dev/')));
  return { labels: ours(object.metadata.labels), annotations: ours(object.metadata.annotations) };
}
