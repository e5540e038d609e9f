import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import type { AccessView } from '../../api/run.ts';
import { readAccess } from '../../kubeflow/access/access.ts';
import { findAddress } from '../../kubeflow/access/find-address.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { kubeflowGateway } from '../../kubeflow/gateway.ts';
import type { Step, StepContext } from '../engine/step.ts';
import { isSimulated } from './connect.ts';
import { withCluster } from './install-kubeflow.ts';
import { disprovesCluster } from './make-cluster.ts';
import type { StepServices } from './services.ts';

const { namespace, service: gatewayName, port } = kubeflowGateway;
interface GatewayService extends KubernetesObject {
  status?: { loadBalancer?: { ingress?: { ip?: string; hostname?: string }[] } };
}

/** Reports how to reach Kubeflow: the dashboard's address if it has one, else a command that creates one. Looks only at the Service, not whether the page answers. */
export function handOverStep(services: StepServices): Step {
  return {
    name: 'hand-over',
    phase: 'handover',
    title: 'Hand over',
    input: ({ installation, outputs }) => ({
      kubeflow: installation.spec.kubeflow,
      cluster: outputs['fetch-kubeconfig'],
      install: outputs['install'] ?? outputs['upgrade'],
    }),
    run: async (context) => {
      const { tell } = context;
      const access = await withCluster(context, services, async (client, signal) => {
        const service = await client.get<GatewayService>(
          builtInTypes.service,
          { namespace, name: gatewayName },
          { signal },
        );
        return (await chosenAccess(context, { client, signal })) ?? findAccess(context, service);
      });
      tell({
        type: 'access.ready',
        severity: 'info',
        message: access.dashboard === null ? access.how : `Dashboard: ${access.dashboard} (${access.how})`,
        data: access,
      });
      return { detail: access.dashboard ?? access.how, ...access };
    },
    disproves: disprovesCluster,
  };
}

/** The way that the installation says; undefined where it says none, and where nothing answers. */
async function chosenAccess(
  { installation: { metadata, spec }, outputs }: StepContext,
  looking: { readonly client: KubernetesClient; readonly signal: AbortSignal },
): Promise<AccessView | undefined> {
  const access = spec.kubeflow === null ? undefined : readAccess(spec.kubeflow.access);
  if (access === undefined || isSimulated(outputs)) return undefined;
  const { address, notes } = await findAddress(access, looking);
  if (address === undefined && access.expose === 'clusterIP') return undefined;
  return {
    dashboard: address ?? null,
    how: address === undefined ? (notes[0] ?? '') : `open ${address}`,
    ...(spec.kubeflow !== null && { user: spec.kubeflow.user.email }),
    notes: notes.map((note) => note.replace('NAME', metadata.name)),
  };
}

/** The way to the dashboard, as far as the cluster tells. */
function findAccess(
  { installation: { metadata, spec }, outputs }: StepContext,
  service: GatewayService | undefined,
): AccessView {
  if (isSimulated(outputs))
    return { dashboard: null, how: 'Nothing to open: this cluster is simulated, and nothing runs in its pods.' };
  if (service === undefined) return { dashboard: null, how: 'This selection has no dashboard.' };
  const user = spec.kubeflow === null ? {} : { user: spec.kubeflow.user.email };
  const [address] = service.status?.loadBalancer?.ingress ?? [];
  const host = address?.hostname ?? address?.ip;
  if (host !== undefined) return { dashboard: `http://${host}`, how: `open http://${host}`, ...user };
  const portForward = `kubectl --kubeconfig ${metadata.name}.kubeconfig -n ${namespace} port-forward service/${gatewayName} 8080:${port}`;
  return { dashboard: 'http://localhost:8080', how: portForward, ...user };
}
