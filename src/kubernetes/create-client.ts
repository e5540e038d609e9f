import type { Duplex } from 'node:stream';
import { builtInTypes } from './objects/built-in-types.ts';
import { MlaError } from '../errors/error.ts';
import { askedOf, createApiCalls, type ApiCall, type ApiCalls } from './api/api-calls.ts';
import { parseStatus, statusError, type KubernetesStatus } from './http/status-errors.ts';
import {
  type ApplyRequest,
  type ApplyResult,
  type ClusterAccess,
  type DryRunResult,
  type FieldConflict,
  fieldManager,
  type KubernetesClient,
  type ListOptions,
  type RequestOptions,
} from './client.ts';
import {
  aggregatedDiscoveryAccept,
  typesOfAggregatedDiscovery,
  typesOfResourceList,
  type AggregatedDiscovery,
  type GroupList,
  type ResourceList,
} from './api/discovery.ts';
import { createHttpTransport, type TransportOptions } from './http/http-transport.ts';
import { listObjects, withKind } from './api/list-objects.ts';
import { parseApiVersion, type KubernetesObject, type ObjectMetadata, type ResourceType } from './objects/object.ts';
import { queryText, resourcePath } from './api/resource-path.ts';
import { createPodStream, portForwardProtocol } from './port-forward/pod-stream.ts';
import { defaultRetryLimits, type RetryLimits } from './http/retry-rules.ts';
import { defaultRightsPatience, type RightsPatience } from './http/rights-memory.ts';
import { defaultWatchLimits, observeObjects, type WatchLimits } from './api/watch.ts';

type ServerVersion = Awaited<ReturnType<KubernetesClient['version']>>;

export interface KubernetesClientOptions extends TransportOptions {
  readonly retry?: Partial<RetryLimits>;
  readonly watch?: Partial<WatchLimits>;
  readonly rightsPatience?: Partial<RightsPatience>;
}

/** A client over HTTP/1.1 with kept-alive connections. Connects when first used; `close()` ends it. */
export function createKubernetesClient(access: ClusterAccess, options: KubernetesClientOptions = {}): KubernetesClient {
  const transport = createHttpTransport(access, options);
  const calls = createApiCalls({
    server: access.server,
    transport,
    limits: { ...defaultRetryLimits, ...options.retry },
    rightsPatience: { ...defaultRightsPatience, ...options.rightsPatience },
  });
  const watchLimits = { ...defaultWatchLimits, ...options.watch };

  return {
    access,
    version: (request) => readVersion(calls, request),
    discover: (apiVersion, request) => discover(calls, apiVersion, request),
    discoverAll: (request) => discoverAll(calls, request),
    apply: (request) => apply(calls, request),
    dryRun: (request) => dryRun(calls, request),
    clockAhead: (request) => readClock(calls, request),

    async get<T extends KubernetesObject>(
      type: ResourceType,
      key: { namespace?: string; name: string },
      request?: RequestOptions,
    ): Promise<T | undefined> {
      const answer = await calls.send({
        verb: 'get',
        method: 'GET',
        type,
        key,
        path: resourcePath(type, key),
        accepts: [404],
        ...signalOf(request),
      });
      return answer.status === 404 ? undefined : calls.readJson<T>(answer);
    },

    async list<T extends KubernetesObject>(type: ResourceType, request: ListOptions = {}): Promise<T[]> {
      const { items } = await listObjects<T>(calls, type, request);
      return items.map((item) => withKind(type, item));
    },

    async listMetadata(type, request = {}) {
      const { items } = await listObjects<{ metadata: ObjectMetadata }>(calls, type, {
        ...request,
        metadataOnly: true,
      });
      return items.map((item) => item.metadata);
    },

    create: (type, object, request) => {
      const key = { namespace: object.metadata.namespace, name: object.metadata.name };
      const path =
        resourcePath(type, { namespace: key.namespace }) +
        queryText({ fieldManager, dryRun: request?.dryRun === true ? 'All' : undefined });
      return calls.sendForJson({
        verb: 'create',
        method: 'POST',
        type,
        key,
        path,
        contentType: 'application/json',
        body: JSON.stringify(object),
        ...signalOf(request),
      });
    },

    mergePatch: (type, key, patch, request) => {
      const path = resourcePath(type, key) + queryText({ fieldManager });
      return calls.sendForJson({
        verb: 'patch',
        method: 'PATCH',
        type,
        key,
        path,
        contentType: 'application/merge-patch+json',
        body: JSON.stringify(patch),
        ...signalOf(request),
      });
    },

    async delete(type, key, request) {
      const path =
        resourcePath(type, key) +
        queryText({ propagationPolicy: 'Background', dryRun: request?.dryRun === true ? 'All' : undefined });
      const answer = await calls.send({
        verb: 'delete',
        method: 'DELETE',
        type,
        key,
        path,
        accepts: [404],
        ...signalOf(request),
      });
      return answer.status !== 404 || answer.sent > 1;
    },

    observe: (type, observation) => observeObjects(calls, type, observation, watchLimits),

    async podLog({ namespace, name, container, tailLines, previous }, request) {
      const path = `${resourcePath(builtInTypes.pod, { namespace, name, subresource: 'log' })}${queryText({ container, tailLines, previous })}`;
      const answer = await calls.send({
        verb: 'read the log of',
        method: 'GET',
        type: builtInTypes.pod,
        key: { namespace, name },
        path,
        accept: '*/*',
        ...signalOf(request),
      });
      return answer.text;
    },

    forwardPort: (key, request) => forwardPort(calls, key, request),

    request: (method, path, body, request) =>
      calls.sendForJson({
        verb: method.toLowerCase(),
        method,
        path,
        ...(body === undefined ? {} : { contentType: 'application/json', body: JSON.stringify(body) }),
        ...(request?.accept !== undefined && { accept: request.accept }),
        ...signalOf(request),
      }),

    close: () => transport.close(),
  };
}

async function forwardPort(
  calls: ApiCalls,
  { namespace, name, port }: { namespace: string; name: string; port: number },
  request?: RequestOptions,
): Promise<Duplex> {
  const call = {
    verb: 'forward a port of',
    type: builtInTypes.pod,
    key: { namespace, name },
    path: resourcePath(builtInTypes.pod, { namespace, name, subresource: 'portforward' }) + queryText({ ports: port }),
  };
  const outcome = await calls.transport.upgrade({
    path: call.path,
    protocol: portForwardProtocol,
    ...signalOf(request),
  });
  if (outcome.socket === undefined) throw statusError(outcome.answer, askedOf(calls.server, call));
  return createPodStream(outcome.socket);
}

async function readVersion(calls: ApiCalls, request?: RequestOptions): Promise<ServerVersion> {
  const found = await calls.sendForJson<Partial<ServerVersion>>({
    verb: 'read the version of',
    method: 'GET',
    path: '/version',
    ...signalOf(request),
  });
  if (typeof found.gitVersion !== 'string')
    throw new MlaError('kubernetes.notAnApiServer', {
      server: calls.server,
      reason: 'it does not tell a version of Kubernetes',
    });
  const { gitVersion, major = '', minor = '', platform = '' } = found;
  return { gitVersion, major, minor, platform };
}

async function apply(calls: ApiCalls, request: ApplyRequest): Promise<ApplyResult> {
  const answer = await calls.send(applyCall(request, { force: true }));
  const { metadata } = calls.readJson<{ metadata: ObjectMetadata }>(answer);
  return { metadata, created: answer.status === 201, sent: answer.sent };
}

async function dryRun(
  calls: ApiCalls,
  { force, ...request }: ApplyRequest & { readonly force?: true },
): Promise<DryRunResult> {
  const call = applyCall(request, { dryRun: 'All', ...(force && { force }) });
  const answer = await calls.send({ ...call, accepts: [409] });
  if (answer.status !== 409) return { conflicts: [], warnings: answer.warnings };
  const conflicts = conflictsOf(parseStatus(answer.text));
  // Also an object that is being deleted answers 409.
  if (conflicts.length === 0) throw statusError(answer, askedOf(calls.server, call));
  // Our own writes that were no applies are conflicts too.
  return { conflicts: conflicts.filter(({ manager }) => manager !== fieldManager), warnings: answer.warnings };
}

/** Source: Kubernetes documentation, Server-Side Apply, Conflicts. */
function conflictsOf(status: KubernetesStatus | undefined): FieldConflict[] {
  return (status?.details?.causes ?? []).flatMap(({ reason, message = '', field = '' }) =>
    reason === 'FieldManagerConflict'
      ? [{ manager: /conflict with "([^"]*)"/.exec(message)?.[1] ?? message, field }]
      : [],
  );
}

async function readClock(calls: ApiCalls, request?: RequestOptions): Promise<number | undefined> {
  const asked = Date.now();
  const { date } = await calls.send({
    verb: 'read the time of',
    method: 'GET',
    path: '/version',
    ...signalOf(request),
  });
  // The server cuts off the fraction of its second: half a second is the middle of what it may mean.
  return date === undefined ? undefined : date + 500 - (asked + Date.now()) / 2;
}

function applyCall(
  { key, type, body, onRetry, signal }: ApplyRequest,
  query: { readonly force?: true; readonly dryRun?: 'All' },
): ApiCall {
  return {
    verb: 'apply',
    method: 'PATCH',
    type,
    key,
    path: resourcePath(type, key) + queryText({ fieldManager, ...query }),
    contentType: 'application/apply-patch+yaml',
    // The server would send the whole object back, 720 kB for a large CRD; its metadata says all that is needed.
    accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json',
    body,
    ...(onRetry === undefined ? {} : { onRetry }),
    ...(signal === undefined ? {} : { signal }),
  };
}

async function discover(calls: ApiCalls, apiVersion: string, request?: RequestOptions): Promise<ResourceType[]> {
  const { group } = parseApiVersion(apiVersion);
  const path = `${group === '' ? '/api' : '/apis'}/${apiVersion}`;
  const answer = await calls.send({ verb: 'discover', method: 'GET', path, accepts: [404], ...signalOf(request) });
  return answer.status === 404 ? [] : typesOfResourceList(apiVersion, calls.readJson<ResourceList>(answer));
}

async function discoverAll(calls: ApiCalls, request?: RequestOptions): Promise<ResourceType[]> {
  const read = (path: string): Promise<AggregatedDiscovery | GroupList> =>
    calls.sendForJson({
      verb: 'discover',
      method: 'GET',
      path,
      accept: aggregatedDiscoveryAccept,
      ...signalOf(request),
    });
  const [core, groups] = await Promise.all([read('/api'), read('/apis')]);
  if ('items' in core && 'items' in groups) return [core, groups].flatMap(typesOfAggregatedDiscovery);

  const preferred = 'groups' in groups ? (groups.groups ?? []).map((group) => group.preferredVersion.groupVersion) : [];
  const lists = await Promise.all(['v1', ...preferred].map((apiVersion) => discover(calls, apiVersion, request)));
  return lists.flat();
}

function signalOf(request: RequestOptions | undefined): { signal?: AbortSignal } {
  return request?.signal === undefined ? {} : { signal: request.signal };
}
