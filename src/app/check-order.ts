import type { CheckResult } from '../api/contract.ts';
import { toMlaError } from '../errors/error.ts';
import type { Installation } from '../installation/installation.ts';
import type { Connection } from '../platforms/platform.ts';
import { orderedImage, refuseOldImage } from '../preflight/ordered-kubernetes.ts';
import { refuseSmallMachine } from '../preflight/ordered-machine.ts';
import { checks } from '../preflight/run-preflight.ts';
import type { ComposedServices } from './step-services.ts';

/** What can be asked before a cluster is there. */
export interface OrderCheck {
  readonly installation: Installation;
  readonly connection: Connection | undefined;
  /** Whether an earlier attempt asked for the cluster: then its name is taken by itself. */
  readonly isOrdered: boolean;
  /** Whether pods on the cluster are asked for: that can be done later only. */
  readonly probe: boolean;
  readonly services: Pick<ComposedServices, 'platform' | 'sketchPlan'>;
  readonly signal: AbortSignal;
}

type Look = () => Promise<Pick<CheckResult, 'outcome' | 'evidence' | 'fix' | 'field'> | undefined>;

/** Preflight of a cluster that is still to be made: what its order tells now, and what only the cluster can tell later. */
export async function checkOrder(order: OrderCheck): Promise<CheckResult[]> {
  const looks: readonly (readonly [id: string, title: string, look: Look])[] = [
    ['kubernetes-version', 'Kubernetes version', () => checkImage(order)],
    ['machine', 'This machine', () => checkMachine(order)],
    ['cluster-order', 'Order for the cluster', () => checkFields(order)],
    ['cluster-name', 'Name of the cluster', () => checkName(order)],
  ];
  const results = await Promise.all(
    looks.map(async ([id, title, look]): Promise<CheckResult[]> => {
      const found = await look().catch((thrown: unknown) => {
        order.signal.throwIfAborted();
        const { message, fix } = toMlaError(thrown);
        return { outcome: 'failed' as const, evidence: message, fix };
      });
      return found === undefined ? [] : [{ id, title, severity: 'blocks', ...found }];
    }),
  );
  return [...results.flat(), later(order.probe)];
}

const later = (probe: boolean): CheckResult => ({
  id: 'cluster-later',
  title: 'The cluster itself',
  severity: 'blocks',
  outcome: 'unknown',
  evidence: `The cluster is not there yet. ${String(checks.length)} checks ask it: they run when it has been made, before Kubeflow is installed.${probe ? ' The probe needs the cluster too: no pod was started.' : ''}`,
  fix: 'Start the installation, in a terminal with `mla apply`. Its run makes the cluster, and stops at a check that fails.',
});

/** The name of the image tells the version. */
async function checkImage({ installation, services }: OrderCheck): ReturnType<Look> {
  const order = orderedImage(installation);
  if (order === undefined || installation.spec.kubeflow === null) return undefined;
  refuseOldImage(order, (await services.sketchPlan(installation)).release);
  return { outcome: 'passed', evidence: `The release takes the Kubernetes of the image ${order.image}.` };
}

/** What this machine has, where the cluster would be made on it, against what the chosen components declare. */
async function checkMachine({ installation, services, signal }: OrderCheck): ReturnType<Look> {
  const { cluster, kubeflow } = installation.spec;
  const machine = await services.platform(cluster.platform).lookAtMachine?.(cluster, { signal });
  if (machine === undefined) return undefined;
  const missing = machine.parts.filter(({ state }) => state === 'missing').flatMap(({ error }) => error ?? []);
  if (missing.length > 0)
    return {
      outcome: 'failed',
      evidence: missing.map(({ message }) => message).join(' '),
      fix: missing.map(({ fix }) => fix).join(' '),
    };
  if (kubeflow !== null) refuseSmallMachine(machine, (await services.sketchPlan(installation)).totals.requests);
  const found = machine.parts.filter(({ found: text }) => text !== '').map(({ found: text }) => text);
  return { outcome: 'passed', evidence: `This machine has what the cluster needs: ${found.join(', ')}.` };
}

/** The order as it would be sent: its names are looked up at the platform, its key is read. Nothing is ordered. */
async function checkFields({ installation, connection, services, signal }: OrderCheck): ReturnType<Look> {
  const platform = services.platform(installation.spec.cluster.platform);
  const preview = await platform.previewRequest?.({ installation, owner: '', connection, signal });
  return preview === undefined
    ? undefined
    : {
        outcome: 'passed',
        evidence: 'The order can be written: provider and VIP pool are known, image and SSH key can be read.',
      };
}

async function checkName({ installation, connection, isOrdered, services, signal }: OrderCheck): ReturnType<Look> {
  const platform = services.platform(installation.spec.cluster.platform);
  const { name } = installation.metadata;
  if (isOrdered || connection === undefined || platform.isClusterNameFree === undefined) return undefined;
  if (await platform.isClusterNameFree(connection, name, { signal }))
    return { outcome: 'passed', evidence: `The name ${name} is free.` };
  return {
    outcome: 'failed',
    evidence: `${platform.definition.title} already has a cluster named ${name}.`,
    fix: 'Choose another name.',
    field: 'metadata.name',
  };
}
