import type { z } from 'zod';
import { MlaError } from '../../../errors/error.ts';
import {
  explainAnswer,
  isSuccess,
  readAnswer,
  orderRefusalText,
  refusedFields,
  type AnswerContext,
} from './answers.ts';
import { parseJson } from '../../parse-json.ts';
import { unclearFailures } from './network-errors.ts';
import type { CcpSession } from './authenticated-client.ts';
import {
  ccpClusterShape,
  listShape,
  livenessShape,
  providerShape,
  readEntries,
  roleShape,
  subnetShape,
  type CcpClusterAnswer,
  type CcpList,
  type CcpProvider,
  type CcpSubnet,
} from './shapes.ts';
import { describeRequest, type CcpAnswer, type CcpRequest } from './transport.ts';

/** The result of an order for a cluster. `unclear`: CCP may have accepted it. Look for the name before another order. */
export type OrderOutcome =
  | { readonly type: 'accepted'; readonly cluster: CcpClusterAnswer }
  | { readonly type: 'refused'; readonly reason: string; readonly fields: Readonly<Record<string, string>> }
  | { readonly type: 'unclear'; readonly reason: string };

export type InventoryList = 'datacenters' | 'clusters' | 'resource-pools' | 'networks' | 'datastores' | 'vms' | 'gpus/';

/** The calls that MLAnywhere makes to CCP, typed. Paths have or lack their last slash exactly as CCP's own clients write them. */
export interface CcpApi {
  readonly session: CcpSession;
  /** Only vSphere's: AWS and Azure providers have no datacenters. */
  listProviders(signal?: AbortSignal): Promise<CcpProvider[]>;
  /** Texts; for GPUs their types. */
  listInventory(
    providerId: string,
    list: InventoryList,
    query: Readonly<Record<string, string>>,
    signal?: AbortSignal,
  ): Promise<string[]>;
  listSubnets(signal?: AbortSignal): Promise<CcpSubnet[]>;
  /** The answer holds kubeconfigs: do not store it. */
  listClusters(signal?: AbortSignal): Promise<CcpClusterAnswer[]>;
  /** Undefined if it does not exist. */
  getCluster(id: string, signal?: AbortSignal): Promise<CcpClusterAnswer | undefined>;
  orderCluster(body: unknown, signal?: AbortSignal): Promise<OrderOutcome>;
  /** Succeeds if it is already gone. */
  deleteCluster(id: string, signal?: AbortSignal): Promise<void>;
  /** Sets the size of a group of workers; safe to repeat. Returns why CCP refused it, or undefined. */
  scaleGroup(id: string, group: { name: string; size: number }, signal?: AbortSignal): Promise<string | undefined>;
  /** Creates a group of workers. Look for it before a retry. Returns why CCP refused, or undefined. */
  addGroup(id: string, group: Readonly<Record<string, unknown>>, signal?: AbortSignal): Promise<string | undefined>;
  /** Succeeds if there is no such group. Returns why CCP refused, or undefined. */
  removeGroup(id: string, name: string, signal?: AbortSignal): Promise<string | undefined>;
  /** Undefined if CCP does not say. */
  readVersion(signal?: AbortSignal): Promise<string | undefined>;
  /** Undefined if CCP does not say. */
  readRole(signal?: AbortSignal): Promise<string | undefined>;
}

export function createCcpApi(session: CcpSession): CcpApi {
  const address = session.transport.target.url.origin;
  const contextOf = (request: AnswerContext['request']): AnswerContext => ({
    address,
    username: session.username,
    request,
  });

  /** All pages of a list. `ask` calls the API version that has it. */
  async function getList(first: string, ask: CcpSession['callV2'], signal?: AbortSignal): Promise<unknown[]> {
    const all: unknown[] = [];
    let path: string | undefined = first;
    for (let page = 1; path !== undefined && page <= mostPages; page += 1) {
      const request: CcpRequest = { method: 'GET', path, ...withSignal(signal) };
      const { items, next }: CcpList = readAnswer(await ask(request), listShape, contextOf(request));
      all.push(...items);
      path = items.length === 0 ? undefined : pathOfPage(path, next);
    }
    return all;
  }

  const getV3List = (path: string, signal?: AbortSignal): Promise<unknown[]> =>
    getList(path, (request) => session.call({ method: 'GET', ...request }), signal);

  /** Optional information about CCP: an answer in another format counts as none. */
  async function getOptional<T>(path: string, shape: z.ZodType<T>, signal?: AbortSignal): Promise<T | undefined> {
    const answer = await session.callV2({ path, ...withSignal(signal) });
    return isSuccess(answer) ? shape.safeParse(parseJson(answer.text)).data : undefined;
  }

  /** A change of a cluster's groups of workers. Returns why CCP refused it, or undefined. */
  async function changeGroups(
    change: { method: 'PATCH' | 'POST' | 'DELETE'; id: string; rest: string; body?: unknown },
    signal?: AbortSignal,
  ): Promise<string | undefined> {
    const { method, id, rest, body } = change;
    const json =
      body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const request: CcpRequest = {
      method,
      path: `/v3/clusters/${encodeURIComponent(id)}/${rest}`,
      ...json,
      ...withSignal(signal),
    };
    const answer = await session.call(request);
    if (answer.status === 400) return orderRefusalText(answer);
    if (!isSuccess(answer) && !(method === 'DELETE' && answer.status === 404))
      throw explainAnswer(answer, contextOf(request));
    return undefined;
  }

  return {
    session,
    listProviders: async (signal) =>
      readEntries(await getV3List('/v3/providers', signal), providerShape).filter(
        ({ type }) => type === undefined || /vsphere/i.test(type),
      ),

    async listInventory(providerId, list, query, signal) {
      const search = new URLSearchParams(query).toString();
      const path = `/v3/providers/${encodeURIComponent(providerId)}/${list}${search === '' ? '' : `?${search}`}`;
      return (await getV3List(path, signal)).flatMap(textOf);
    },

    listSubnets: async (signal) =>
      readEntries(
        await getList('/2/network_service/subnets', (request) => session.callV2(request), signal),
        subnetShape,
      ),

    listClusters: async (signal) => readEntries(await getV3List('/v3/clusters', signal), ccpClusterShape),

    async getCluster(id, signal) {
      const request: CcpRequest = {
        method: 'GET',
        path: `/v3/clusters/${encodeURIComponent(id)}`,
        ...withSignal(signal),
      };
      const answer = await session.call(request);
      return answer.status === 404 ? undefined : readAnswer(answer, ccpClusterShape, contextOf(request));
    },

    async orderCluster(body, signal) {
      const request: CcpRequest = {
        method: 'POST',
        path: '/v3/clusters/',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        ...withSignal(signal),
      };
      try {
        return readOrder(await session.call(request), contextOf(request));
      } catch (thrown) {
        if (thrown instanceof MlaError && unclearFailures.has(thrown.key))
          return { type: 'unclear', reason: thrown.message };
        throw thrown;
      }
    },

    async deleteCluster(id, signal) {
      const request: CcpRequest = {
        method: 'DELETE',
        path: `/v3/clusters/${encodeURIComponent(id)}/`,
        ...withSignal(signal),
      };
      const answer = await session.call(request);
      if (answer.status !== 404 && !isSuccess(answer)) throw explainAnswer(answer, contextOf(request));
    },

    scaleGroup: (id, group, signal) =>
      changeGroups({ method: 'PATCH', id, rest: `node-pools/${encodeURIComponent(group.name)}/`, body: group }, signal),
    addGroup: (id, group, signal) => changeGroups({ method: 'POST', id, rest: 'node-groups/', body: group }, signal),
    removeGroup: (id, name, signal) =>
      changeGroups({ method: 'DELETE', id, rest: `node-groups/${encodeURIComponent(name)}/` }, signal),

    readVersion: async (signal) => (await getOptional('/2/system/livenessHealth', livenessShape, signal))?.CXVersion,
    readRole: async (signal) => (await getOptional('/2/rbac', roleShape, signal))?.role,
  };
}

/** Far more pages than any CCP has. Stops an endless chain of pages. */
const mostPages = 100;

/** The address of the next page, always on the same CCP. */
function pathOfPage(current: string, next: CcpList['next']): string | undefined {
  if (next === undefined) return undefined;
  const url = URL.parse(typeof next === 'number' ? `?page=${String(next)}` : next, `https://ccp${current}`);
  return url === null ? undefined : `${url.pathname}${url.search}`;
}

/** A 5xx can come from a proxy while CCP continues. An unreadable success is still a success. */
function readOrder(answer: CcpAnswer, context: AnswerContext): OrderOutcome {
  if (answer.status === 403) throw explainAnswer(answer, context);
  if (isSuccess(answer)) {
    const parsed = ccpClusterShape.safeParse(parseJson(answer.text));
    return parsed.success
      ? { type: 'accepted', cluster: parsed.data }
      : {
          type: 'unclear',
          reason: `${describeRequest(context.request)} was answered with something else than a cluster`,
        };
  }
  if (answer.status >= 500) return { type: 'unclear', reason: explainAnswer(answer, context).message };
  return { type: 'refused', reason: orderRefusalText(answer), fields: refusedFields(answer) };
}

function textOf(item: unknown): string[] {
  if (typeof item === 'string') return [item];
  if (typeof item === 'object' && item !== null) {
    const { gpu_type: gpuType, name } = item as Record<string, unknown>;
    if (typeof gpuType === 'string') return [gpuType];
    if (typeof name === 'string') return [name];
  }
  return [];
}

function withSignal(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
