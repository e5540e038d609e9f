import { sayCount } from '../../api/say-count.ts';
import { isFargate } from '../../kubernetes/cluster-kind/cluster-kind.ts';
import { refusalOf } from '../../kubernetes/cluster-kind/refuse-kind.ts';
import type { Plan } from '../../kubeflow/plan/plan.ts';
import type { Node } from '../cluster-facts.ts';
import { passed, warning, type Check, type CheckContext, type Finding } from '../check.ts';

const tokens = 'token-issuer';
const switchField = 'spec.kubeflow.patches';

/** What kind of Kubernetes the cluster is, and what that changes. */
export const platformChecks: readonly Check[] = [
  {
    id: 'platform',
    title: 'Kind of the cluster',
    severity: 'blocks',
    why: 'Some kinds of Kubernetes need changes to the release, and on some Kubeflow cannot run.',
    todo: 'Leave the patches on that this kind needs. On OpenShift, GKE Autopilot and EKS with Fargate only, use another cluster or other nodes.',
    look: async ({ facts, plan }: CheckContext): Promise<Finding> => {
      const kind = await facts.kind();
      const refusal = refusalOf(kind);
      if (refusal !== undefined)
        return {
          outcome: 'failed',
          evidence: refusal.message,
          consequence: refusal.likelyCause,
          fix: refusal.fix,
          error: refusal.report(),
        };
      const { id, title, evidence } = kind;
      const found =
        id === 'generic'
          ? 'No special kind of Kubernetes was recognized.'
          : `The cluster is ${title}, recognized by ${evidence.join(', ')}.`;
      const some = sayFargate(await facts.nodes());
      const missing = plan.switches.filter(({ on, advised }) => advised && !on);
      if (missing.length === 0 && some !== undefined)
        return {
          ...warning(
            `${found} ${sayAdapted(plan)} ${some}`,
            'Let no Fargate profile select the namespaces of Kubeflow and of its users.',
          ),
          consequence: 'Pods on Fargate have no network agent of Istio, and privileged pods do not start there.',
        };
      if (missing.length === 0) return passed(`${found} ${sayAdapted(plan)}`);
      const ids = missing.map((one) => one.id).join(', ');
      return {
        ...warning(`${found} Switched off: ${ids}.`, `Remove ${ids} from spec.kubeflow.patches.disable.`, switchField),
        consequence: missing.map(({ why }) => why).join(' '),
      };
    },
  },
  {
    id: tokens,
    title: 'Issuer of service account tokens',
    severity: 'informs',
    why: 'A notebook or CI job logs in with the token of its service account. The gateway must know who signs such tokens.',
    todo: 'Switch on the patch `token-issuer` if programs log in.',
    look: async ({ facts, plan }: CheckContext): Promise<Finding> => {
      const issuer = await facts.tokenIssuer();
      const patch = plan.switches.find(({ id }) => id === tokens);
      if (issuer === undefined)
        return patch?.on === true
          ? warning(
              'The cluster does not describe the issuer of its tokens, so the patch token-issuer changes nothing.',
              'Start the API server with an https address as --service-account-issuer, or switch the patch off.',
              'spec.kubeflow.patches',
            )
          : passed('The cluster does not describe the issuer of its tokens. People log in, programs do not.');
      if (patch === undefined) return passed(`${issuer.issuer} signs the tokens of service accounts.`);
      return passed(
        patch.on
          ? `Programs log in with service account tokens that ${issuer.issuer} signs.`
          : `Programs do not log in with service account tokens. ${patch.because}`,
      );
    },
  },
];

/** That some nodes are of Fargate, where others are not; undefined without such nodes. */
function sayFargate(nodes: readonly Node[]): string | undefined {
  const count = nodes.filter(({ metadata }) => isFargate(metadata.labels)).length;
  return count === 0
    ? undefined
    : `${String(count)} of ${sayCount(nodes.length, 'node')} ${count === 1 ? 'is a Fargate node' : 'are Fargate nodes'}.`;
}

function sayAdapted({ switches }: Plan): string {
  const adapted = switches.filter(({ on, forCluster, objects }) => on && forCluster && objects > 0);
  return adapted.length === 0
    ? 'The release is applied without changes for it.'
    : `The plan adapts to it: ${adapted.map(({ id, objects }) => `${id} (${sayCount(objects, 'object')})`).join(', ')}.`;
}
