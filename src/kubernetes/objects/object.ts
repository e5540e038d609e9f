/** Metadata of an object in a cluster, as far as MLAnywhere reads it. Source: Kubernetes API reference, ObjectMeta. */
export interface ObjectMetadata {
  name: string;
  namespace?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  /** What programs still have to clean up before the API server removes the object. */
  finalizers?: string[];
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: { apiVersion: string; kind: string; name: string; uid: string; controller?: boolean }[];
  [field: string]: unknown;
}

/** Any object of the Kubernetes API. Fields beyond metadata are read through narrow types at the place that needs them. */
export interface KubernetesObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMetadata;
  [field: string]: unknown;
}

/** Which object: enough to find it in a cluster and to say its name to a person. */
export interface ObjectKey {
  readonly apiVersion: string;
  readonly kind: string;
  /** Absent for cluster-wide objects. */
  readonly namespace?: string;
  readonly name: string;
}

/** A kind of object as an API server serves it. */
export interface ResourceType {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** The name in the URL, for example `deployments`. */
  readonly plural: string;
  readonly namespaced: boolean;
  /** What can be done with it (`list`, `watch`, `create`, ...), as discovery says; absent when it was not asked. */
  readonly verbs?: readonly string[];
}

/** `apps/v1` from group and version; `v1` for the core group. */
export function apiVersionOf(type: { group: string; version: string }): string {
  return type.group === '' ? type.version : `${type.group}/${type.version}`;
}

/** Group and version of an `apiVersion`. */
export function parseApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

/** The key of an object. */
export function keyOf(object: KubernetesObject): ObjectKey {
  const { namespace, name } = object.metadata;
  return { apiVersion: object.apiVersion, kind: object.kind, name, ...(namespace === undefined ? {} : { namespace }) };
}

/** One string per object, the same whatever version of its group it is written in: `Deployment.apps kubeflow/ml-pipeline`. */
export function keyText(key: ObjectKey): string {
  const { group } = parseApiVersion(key.apiVersion);
  const kind = group === '' ? key.kind : `${key.kind}.${group}`;
  return `${kind} ${key.namespace === undefined ? '' : `${key.namespace}/`}${key.name}`;
}
