import { keyText, type ObjectKey } from '../../src/kubernetes/objects/object.ts';
import type { Plan } from '../../src/kubeflow/plan/plan.ts';
import type { Release } from '../../src/kubeflow/release/release.ts';
import { asKept } from '../../src/kubeflow/drift/as-kept.ts';
import { findDifferences, type Difference } from '../../src/kubeflow/drift/find-differences.ts';
import { getWithKubectl } from './kubectl.ts';

/** What a documented patch (`Plan.patches`) may change, by the beginning of its name. */
const patchedFields: readonly { readonly what: string; readonly path: RegExp }[] = [
  { what: 'namespace removed', path: /^\.metadata\.namespace$/ },
  { what: 'unfilled annotation removed', path: /^\.metadata\.annotations\.cert-manager\.io\/inject-ca-from$/ },
  { what: 'image ', path: /^\.spec\.template\.spec\.(initContainers|containers)\[\d+\]\.image$/ },
  { what: 'JobSet image ', path: /^\.spec\.template\.spec\.containers\[\d+\]\.image$/ },
  { what: 'generated ', path: /^\.data\./ },
  { what: 'root password required', path: /^\.spec\.template\.spec\.containers\[\d+\]\.env\b/ },
  { what: 'first user at the login page', path: /^\.data\.(config|settings)\.yaml$/ },
  { what: 'owner of the first profile', path: /^\.spec\.owner\.name$/ },
  { what: 'owner of the first workspace', path: /^\.spec\.owner$/ },
];

/** What the API server and the cluster's controllers write differently, and why. */
const clusterFields: readonly { readonly kind: RegExp; readonly path: RegExp; readonly why: string }[] = [
  {
    kind: /^ClusterRole\./,
    path: /^\.rules$/,
    why: 'The controller manager fills in the rules of a role that aggregates others.',
  },
  {
    kind: /WebhookConfiguration\./,
    path: /\.clientConfig\.caBundle$/,
    why: 'cert-manager and the programs themselves write the CA bundle; the bundle has an empty one.',
  },
  {
    kind: /^CustomResourceDefinition\./,
    path: /^\.status\./,
    why: 'Status is the API server’s own; upstream left an empty one in the file.',
  },
  {
    kind: /WebhookConfiguration\./,
    path: /^\.metadata\.creationTimestamp$/,
    why: 'The API server sets it; upstream left a null in the file.',
  },
];

export interface Comparison {
  readonly found: number;
  /** Objects that differ from the bundle in a way that nothing explains. */
  readonly unexplained: readonly { readonly object: string; readonly difference: Difference }[];
  /** Exceptions that nothing needed: they should go. */
  readonly unusedExceptions: readonly string[];
}

/** Compares what kubectl finds with the bundle, object by object. */
export async function compareWithRelease(given: {
  release: Release;
  plan: Plan;
  kubeconfig: string;
}): Promise<Comparison> {
  const { release, plan, kubeconfig } = given;
  const found = await getWithKubectl(
    kubeconfig,
    plan.objects.map(({ key }) => key),
  );
  const used = new Set<string>();
  const unexplained = release.objects.flatMap(({ key, object }, position) => {
    const inCluster = found[position];
    if (inCluster === undefined || inCluster.metadata.name !== key.name)
      return [{ object: keyText(key), difference: { path: '', said: key.name, is: inCluster?.metadata.name } }];
    return findDifferences(asKept(object), inCluster)
      .filter((difference) => !isExplained({ key: plan.objects[position]?.key ?? key, difference, plan, used }))
      .map((difference) => ({ object: keyText(key), difference }));
  });
  return {
    found: found.length,
    unexplained,
    unusedExceptions: clusterFields.map(({ why }) => why).filter((why) => !used.has(why)),
  };
}

function isExplained(given: { key: ObjectKey; difference: Difference; plan: Plan; used: Set<string> }): boolean {
  const { key, difference, plan, used } = given;
  const notes = plan.patches.filter((note) => keyText(note.object) === keyText(key));
  if (
    patchedFields.some(
      ({ what, path }) => path.test(difference.path) && notes.some((note) => note.what.startsWith(what)),
    )
  )
    return true;
  const exception = clusterFields.find(({ kind, path }) => kind.test(keyText(key)) && path.test(difference.path));
  if (exception !== undefined) used.add(exception.why);
  return exception !== undefined;
}
