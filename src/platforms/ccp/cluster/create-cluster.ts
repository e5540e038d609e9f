import { MlaError } from '../../../errors/error.ts';
import type { CcpCluster } from '../definition/cluster.ts';
import type { ClusterHandle, ClusterRequest } from '../../platform.ts';
import type { CcpApi, OrderOutcome } from '../api/ccp-api.ts';
import { buildClusterOrder } from '../request/cluster-order.ts';
import { pause, type CcpPacing } from '../api/pacing.ts';
import { checkAddresses, checkImage, resolveNames } from '../request/resolve-names.ts';
import type { CcpClusterAnswer } from '../api/shapes.ts';
import { waitUntilGone } from './delete-cluster.ts';

/**
 * Orders the cluster, or finds the one that an earlier attempt ordered. The
 * order is sent once at most: after an answer that is not clear, only looking
 * by name tells what happened.
 */
export async function createCcpCluster(
  api: CcpApi,
  ccp: CcpCluster,
  request: ClusterRequest,
  pacing: CcpPacing,
): Promise<ClusterHandle> {
  const { installation, owner, signal, tell } = request;
  const name = installation.metadata.name;
  const existing = await findCluster(api, name, signal);
  if (existing !== undefined) {
    const ours = asOurs(existing, request);
    if (existing.status !== 'DELETING') {
      tell({
        type: 'note',
        severity: 'info',
        message: `CCP has the cluster ${name} from an earlier attempt. Continuing with it.`,
      });
      return ours;
    }
    tell({
      type: 'note',
      severity: 'info',
      message: `CCP is still deleting an earlier cluster ${name}. Waiting until it is gone.`,
    });
    await waitUntilGone(api, ours, request, pacing);
  }
  const { names, subnet } = await resolveNames(api, ccp, signal);
  const order = buildClusterOrder({ installation, ccp, owner, names });
  checkAddresses(ccp, subnet);
  await checkImage(api, ccp, names.providerId, signal);
  const outcome = await api.orderCluster(order, signal);
  if (outcome.type === 'accepted') return toHandle(outcome.cluster);
  const found = await lookAgain(api, { request, outcome, pacing });
  if (found !== undefined) return found;
  if (outcome.type === 'unclear') throw new MlaError('ccp.createUnclear', { name, reason: outcome.reason });
  throw new MlaError('ccp.createRefused', { ...prefixed(outcome.fields), name, reason: outcome.reason });
}

/** The cluster of that name, through the list: CCP has no look-up by name. */
export async function findCluster(
  api: CcpApi,
  name: string,
  signal: AbortSignal,
): Promise<CcpClusterAnswer | undefined> {
  return (await api.listClusters(signal)).find((cluster) => cluster.name === name);
}

/** Ours of that name; a new one may be missing from the list for a moment, so it is looked for within `patience` milliseconds. */
export async function findOwnCluster(
  api: CcpApi,
  request: ClusterRequest,
  options: { patience: number; pacing: CcpPacing },
): Promise<ClusterHandle | undefined> {
  const { patience, pacing } = options;
  const { installation, signal } = request;
  const startedAt = performance.now();
  for (const milliseconds of [0, ...pacing.lookWaits]) {
    if (performance.now() - startedAt + milliseconds > patience && milliseconds > 0) return undefined;
    await pause(milliseconds, signal);
    const found = await findCluster(api, installation.metadata.name, signal);
    if (found !== undefined) return judgeOwner(found, request) === 'ours' ? toHandle(found) : undefined;
  }
  return undefined;
}

/** An order that was taken after all (by this call, or by one before a crash) shows up in the list, perhaps late. */
async function lookAgain(
  api: CcpApi,
  given: { request: ClusterRequest; outcome: Exclude<OrderOutcome, { type: 'accepted' }>; pacing: CcpPacing },
): Promise<ClusterHandle | undefined> {
  const { request, outcome, pacing } = given;
  const worthWaiting = outcome.type === 'unclear' || 'name' in outcome.fields || /name|exist/i.test(outcome.reason);
  for (const milliseconds of worthWaiting ? [0, ...pacing.lookWaits] : [0]) {
    await pause(milliseconds, request.signal);
    const found = await findCluster(api, request.installation.metadata.name, request.signal);
    if (found !== undefined) return asOurs(found, request);
  }
  return undefined;
}

/**
 * Whose a cluster is. The id that CCP answered to our order is proof. Only
 * where that answer was lost, the mark in the description decides; not every
 * CCP gives the description back, and then nobody can tell.
 */
function judgeOwner(cluster: CcpClusterAnswer, { owner, known }: ClusterRequest): 'ours' | 'foreign' | 'untold' {
  if (cluster.id === known?.id || cluster.description === owner) return 'ours';
  return cluster.tellsDescription ? 'foreign' : 'untold';
}

/** @throws `ccp.nameTaken` when the cluster is someone else's, `ccp.ownerUnknown` when nobody can tell */
function asOurs(cluster: CcpClusterAnswer, request: ClusterRequest): ClusterHandle {
  const owner = judgeOwner(cluster, request);
  if (owner !== 'ours')
    throw new MlaError(owner === 'foreign' ? 'ccp.nameTaken' : 'ccp.ownerUnknown', { name: cluster.name });
  return toHandle(cluster);
}

function toHandle(cluster: CcpClusterAnswer): ClusterHandle {
  return { platform: 'ccp', id: cluster.id, name: cluster.name };
}

/** Refused fields as details of the error, so that a form can show each beside its field. */
function prefixed(fields: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).map(([field, problem]) => [`field.${field}`, problem]));
}
