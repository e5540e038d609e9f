import { keepsStatus } from '../../kubeflow/install/failures/missing-status.ts';
import { kindKey, kindsWithReadiness } from '../../kubeflow/install/kinds-with-readiness.ts';
import { compareVersions, imagesOf, tagOf } from '../../kubeflow/ownership/versions.ts';
import type { PlannedFoundation } from '../../kubeflow/plan/plan.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import { failed, passed, unknown, warning, type Check, type CheckContext, type Finding } from '../check.ts';
import type { ClusterFacts, Definition } from '../cluster-facts.ts';
import { findIstioRevisions, nameInRevision, type IstioRevisions } from './foundation/istio-revisions.ts';
import { findProviders } from './foundation/mesh-providers.ts';

/** What was seen of one piece of software. */
interface Look {
  readonly id: PlannedFoundation['id'];
  /** What the cluster has, a sentence. */
  readonly seen: string;
  readonly lacks: readonly { readonly evidence: string; readonly fix: string }[];
  readonly remarks: readonly { readonly evidence: string; readonly fix: string }[];
  /** What could not be told, a sentence. */
  readonly untold: readonly string[];
}

/** Whether software that is yours has what the plan needs of it. */
export const foundationCheck: Check = {
  id: 'foundation',
  title: 'Your cert-manager, Istio and Knative',
  severity: 'blocks',
  why: 'An installation stops half-way, or nobody can log in, where software of yours lacks a kind or a setting.',
  todo: 'Update or configure the software as the finding says, or let MLAnywhere install its own.',
  look: async ({ facts, plan }: CheckContext): Promise<Finding> => {
    if (plan.foundation.length === 0) return passed('The plan uses no software of yours.');
    const looks = await Promise.all(plan.foundation.map((one) => lookAt(one, facts)));
    const seen = looks.map((look) => look.seen);
    const lacking = looks.filter(({ lacks }) => lacks.length > 0);
    const [first] = lacking;
    if (first !== undefined) {
      const lacks = lacking.flatMap((look) => look.lacks);
      return failed(said(lacks), fixes(lacks), `spec.kubeflow.foundation.${first.id}`);
    }
    const untold = looks.flatMap((look) => look.untold);
    if (untold.length > 0)
      return unknown(
        [...seen, ...untold].join(' '),
        'Compare the mesh config of your Istio with docs/platforms/clusters.md.',
      );
    const remarks = looks.flatMap((look) => look.remarks);
    return remarks.length > 0
      ? warning([...seen, said(remarks)].join(' '), fixes(remarks))
      : passed(`${seen.join(' ')} The cluster has all that the plan needs of it.`);
  },
};

async function lookAt(one: PlannedFoundation, facts: ClusterFacts): Promise<Look> {
  const revisions = one.id === 'istio' ? await findIstioRevisions(facts) : undefined;
  const [{ unserved, mute }, programs, providers] = await Promise.all([
    findLackingKinds(one, facts),
    findPrograms(one, facts, revisions),
    findProviders(one, facts, revisions),
  ]);
  const { title, id, version } = one;
  const found = programs.version;
  const seen = `${title}${found === undefined ? '' : ` ${found}`} is yours.`;
  const isOlder = (compareVersions(found, version) ?? 0) < 0;
  return {
    id,
    seen,
    lacks: [
      ...(unserved.length === 0
        ? []
        : [
            {
              evidence: `${title} is to be yours, and the cluster does not serve ${list(unserved)}.`,
              fix: `Install or update ${title}${version === undefined ? '' : ` (the release is made for ${version})`}, or set spec.kubeflow.foundation.${id} to ours.`,
            },
          ]),
      ...(mute.length === 0
        ? []
        : [
            {
              evidence: `The CRD of ${list(mute)} has no status subresource, so ${title} cannot say that its objects are ready, and the installation would wait for them without end.`,
              fix: `Replace the CRDs by those of the release of ${title}.`,
            },
          ]),
      ...lackOfInjection(one, revisions),
      ...providers.lacks,
    ],
    remarks: [
      ...(isOlder
        ? [
            {
              evidence: `${title} ${found ?? ''} is older than ${version ?? ''}, for which the release is made.`,
              fix: `Update ${title} if something of Kubeflow does not work with it.`,
            },
          ]
        : []),
      ...(programs.missing.length === 0
        ? []
        : [
            {
              evidence: `Not found under the usual name: Deployment ${list(programs.missing)}.`,
              fix: `Check that these programs of ${title} run under another name.`,
            },
          ]),
    ],
    untold: providers.untold,
  };
}

interface LackingKinds {
  /** With their versions, and who needs them. */
  readonly unserved: readonly string[];
  /** Those whose objects can never say that they are ready. */
  readonly mute: readonly string[];
}

async function findLackingKinds({ kinds }: PlannedFoundation, facts: ClusterFacts): Promise<LackingKinds> {
  const looked = await Promise.all(
    kinds.map(async ({ definition, kind, version, neededBy }) => {
      const found = await facts.object(builtInTypes.customResourceDefinition, {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        name: definition,
      });
      const isServed =
        found !== undefined &&
        (found as Definition).spec?.versions?.some(({ name, served }) => name === version && served === true) === true;
      const group = definition.slice(definition.indexOf('.') + 1);
      const isMute = isServed && kindsWithReadiness.has(kindKey({ group, kind })) && !keepsStatus(found, version);
      return {
        unserved: isServed ? [] : [`${definition} ${version} (for ${list(neededBy, 3)})`],
        mute: isMute ? [`${definition} ${version}`] : [],
      };
    }),
  );
  return { unserved: looked.flatMap(({ unserved }) => unserved), mute: looked.flatMap(({ mute }) => mute) };
}

async function findPrograms(
  { programs }: PlannedFoundation,
  facts: ClusterFacts,
  revisions: IstioRevisions | undefined,
): Promise<{ readonly version: string | undefined; readonly missing: readonly string[] }> {
  const looked = await Promise.all(
    programs.map(async (planned) => {
      const key =
        planned.name === 'istiod' ? { ...planned, name: nameInRevision(planned.name, revisions?.names[0]) } : planned;
      return { key, object: await facts.object(builtInTypes.deployment, key) };
    }),
  );
  return {
    version: looked
      .map(({ object }) => object && tagOf(imagesOf(object)[0]))
      .find((tag) => compareVersions(tag, tag) !== undefined),
    missing: looked.flatMap(({ key, object }) => (object === undefined ? [`${key.namespace ?? ''}/${key.name}`] : [])),
  };
}

/** The plan labels its namespaces for sidecars; an Istio with revisions alone does not heed that label. Source: Istio, sidecar injection. */
function lackOfInjection(
  { meshedNamespaces, title }: PlannedFoundation,
  revisions: IstioRevisions | undefined,
): Look['lacks'] {
  if (meshedNamespaces.length === 0 || revisions?.injects !== false) return [];
  const known = revisions.names.filter((name) => name !== 'default');
  return [
    {
      evidence: `No webhook of ${title} adds sidecars in namespaces with the label istio-injection=enabled (${list(meshedNamespaces)}).`,
      fix: `Switch on sidecar injection. For an Istio with revisions, run \`istioctl tag set default --revision ${known.length === 1 ? known.join('') : 'REVISION'}\`.`,
    },
  ];
}

function said(facts: readonly { readonly evidence: string }[]): string {
  return facts.map(({ evidence }) => evidence).join(' ');
}

function fixes(facts: readonly { readonly fix: string }[]): string {
  return [...new Set(facts.map(({ fix }) => fix))].join(' ');
}

function list(texts: readonly string[], most = 5): string {
  return `${texts.slice(0, most).join(', ')}${texts.length > most ? ` and ${texts.length - most} more` : ''}`;
}
