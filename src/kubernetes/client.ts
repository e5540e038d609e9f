import type { Duplex } from 'node:stream';
import type { AddressRules } from '../network/address-rules.ts';
import type { Authorities } from '../network/authorities.ts';
import type { ProxyAddress } from '../network/proxy/proxy-address.ts';
import type { Secret } from '../secret.ts';
import type { KubernetesObject, ObjectKey, ObjectMetadata, ResourceType } from './objects/object.ts';

/** Under this name the API server remembers which fields are ours. */
export const fieldManager = 'mlanywhere';

/** How to reach one API server, with credentials resolved. What a kubeconfig context resolves to. */
export interface ClusterAccess {
  /** `https://host:port`, no path unless the server has one. */
  readonly server: string;
  /** PEM bundle that the server's certificate is checked against; the system's store when absent. */
  readonly certificateAuthority?: string;
  /** Name expected in the server's certificate when it is not the host in `server`. */
  readonly serverName?: string;
  /** Only when the kubeconfig itself says insecure-skip-tls-verify; shown to the user as a warning. */
  readonly insecure?: boolean;
  readonly clientCertificate?: string;
  readonly clientKey?: Secret;
  /** Called before each request that needs it, so that tokens can be renewed. */
  readonly token?: () => Promise<Secret>;
  readonly basic?: { readonly user: string; readonly password: Secret };
  readonly proxy?: ProxyAddress | undefined;
  /** What decided whether a proxy is used, as a sentence: told where the cluster cannot be reached. */
  readonly proxyBecause?: string;
  /** Addresses that are refused; link-local ones when absent. */
  readonly addressRules?: AddressRules;
  /** Trusted where there is no `certificateAuthority`, and of the proxy; those of this machine when absent. */
  readonly authorities?: Authorities;
  /** The context of the kubeconfig that this is, and the others in the same file: told where the cluster cannot be reached. */
  readonly context?: string;
  readonly otherContexts?: readonly string[];
}

/** A field that the server would not let us set without force. */
export interface FieldConflict {
  /** As the server knows it, for example `kubectl-client-side-apply`. */
  readonly manager: string;
  /** For example `.spec.replicas`. */
  readonly field: string;
}

/** What the server says to an object that it is only asked about. */
export interface DryRunResult {
  /** Fields that others own with another value. Empty: the server would take the object as it is. */
  readonly conflicts: readonly FieldConflict[];
  /** What the server remarks although it would take the object. */
  readonly warnings: readonly string[];
}

/** What the server did with an applied object. */
export interface ApplyResult {
  /** The server's answer in metadata; `resourceVersion` tells whether anything changed. */
  readonly metadata: ObjectMetadata;
  /** 201 made it, 200 found it there. */
  readonly created: boolean;
  /** How often it was sent: 1 unless the network or the server made it necessary to send again. */
  readonly sent: number;
}

export interface ObserveOptions<T extends KubernetesObject> {
  readonly signal: AbortSignal;
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Ask for PartialObjectMetadata only: a few hundred bytes an object instead of all of it. */
  readonly metadataOnly?: boolean;
  /** After each list (the first one, and again after a watch that could not be resumed): all that exists. */
  readonly onList: (items: T[]) => void;
  readonly onChange: (change: { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: T }) => void;
  /** Each time the connection had to be made again, and why, in plain words. */
  readonly onReconnect?: (reason: string) => void;
}

/**
 * One cluster's API. Requests share keep-alive connections; 429 and 5xx are
 * answered by waiting (Retry-After) and sending again where that is safe;
 * failures are `MlaError`s with the server's `Status` in plain words.
 */
export interface KubernetesClient {
  readonly access: ClusterAccess;

  /** `/version`. The cheapest proof that server, trust and network are right. */
  version(options?: RequestOptions): Promise<{ gitVersion: string; major: string; minor: string; platform: string }>;

  /** Kinds served in one group and version; empty when the group is not (yet) there. */
  discover(apiVersion: string, options?: RequestOptions): Promise<ResourceType[]>;

  /** Every kind served, in the preferred version of each group, from one aggregated discovery request. */
  discoverAll(options?: RequestOptions): Promise<ResourceType[]>;

  /** Server-side apply with force, field manager `mlanywhere`. `body` is the object as JSON text, sent as it is. */
  apply(request: ApplyRequest): Promise<ApplyResult>;

  /** What `apply` without force would do, without doing it: admission, quotas and owners of fields are asked. With `force`, owners of fields are not asked, and nothing hides what the server says to the fields themselves. */
  dryRun(request: ApplyRequest & { readonly force?: true }): Promise<DryRunResult>;

  /** Milliseconds by which the clock of the server is ahead of ours, exact to about a second; undefined where it does not tell the time. */
  clockAhead(options?: RequestOptions): Promise<number | undefined>;

  /** Undefined when it does not exist. */
  get<T extends KubernetesObject>(
    type: ResourceType,
    key: { namespace?: string; name: string },
    options?: RequestOptions,
  ): Promise<T | undefined>;

  list<T extends KubernetesObject>(type: ResourceType, options?: ListOptions): Promise<T[]>;

  /** Metadata of each object, not the object: for hashes, owners, leftovers. */
  listMetadata(type: ResourceType, options?: ListOptions): Promise<ObjectMetadata[]>;

  /** With `dryRun` nothing is stored; the answer is what would be. */
  create<T extends KubernetesObject>(
    type: ResourceType,
    object: T,
    options?: RequestOptions & { readonly dryRun?: true },
  ): Promise<T>;

  /** JSON merge patch (RFC 7396); `subresource` for example `status`. */
  mergePatch<T extends KubernetesObject>(
    type: ResourceType,
    key: { namespace?: string; name: string; subresource?: string },
    patch: unknown,
    options?: RequestOptions,
  ): Promise<T>;

  /** False when there was nothing to delete. With `dryRun` nothing is deleted; rights and admission are asked. */
  delete(
    type: ResourceType,
    key: { namespace?: string; name: string },
    options?: RequestOptions & { readonly dryRun?: true },
  ): Promise<boolean>;

  /** List, then watch with bookmarks and resume, until the signal aborts. Rejects only with errors that a retry cannot fix (forbidden, kind gone). */
  observe<T extends KubernetesObject>(type: ResourceType, options: ObserveOptions<T>): Promise<void>;

  /** Lines of a container's log. */
  podLog(
    key: { namespace: string; name: string; container?: string; tailLines?: number; previous?: boolean },
    options?: RequestOptions,
  ): Promise<string>;

  /**
   * A connection to a port of a pod, through the API server (`pods/portforward`). It ends when the pod ends it; it fails
   * when the kubelet reports an error (`ForwardRefusal`) or the connection to the API server breaks.
   */
  forwardPort(key: { namespace: string; name: string; port: number }, options?: RequestOptions): Promise<Duplex>;

  /** Anything else the API serves: JSON in, JSON out. `accept`: where the server has it under a media type of its own only. */
  request<T>(
    method: 'GET' | 'POST' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
    options?: RequestOptions & { readonly accept?: string },
  ): Promise<T>;

  /** Ends all connections. */
  close(): Promise<void>;
}

export interface RequestOptions {
  readonly signal?: AbortSignal;
}

export interface ListOptions extends RequestOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

export interface ApplyRequest extends RequestOptions {
  readonly key: ObjectKey;
  readonly type: ResourceType;
  readonly body: string;
  /** Told before each repetition: how the last one failed. For counting and for the log. */
  readonly onRetry?: (failure: Error) => void;
}
