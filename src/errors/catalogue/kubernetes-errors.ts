import type { ErrorDefinition } from '../definition.ts';

const noConversion = `--type=merge -p '{"spec":{"conversion":{"strategy":"None","webhook":null}}}'`;

/** The command that removes the conversion webhook of a CRD. Its objects are then served as stored. */
export function conversionOff<Definition extends string>(
  definition: Definition,
): `kubectl patch crd ${Definition} ${typeof noConversion}` {
  return `kubectl patch crd ${definition} ${noConversion}`;
}

export const kubernetesErrors = {
  'kubernetes.connectionRefused': {
    code: 'MLA-KUBERNETES-001',
    kind: 'unavailable',
    message: 'The cluster at {server} refused the connection.',
    cause: 'Nothing listens at this address and port: the API server is down or starting, or the address is wrong.',
    fix: 'Check the server address in the kubeconfig, and that the control plane is running. {contexts}',
  },
  'kubernetes.hostUnknown': {
    code: 'MLA-KUBERNETES-002',
    kind: 'unavailable',
    message: 'The host name {host} could not be resolved.',
    cause:
      'The name is misspelled, its DNS server cannot be reached from here (VPN, internal DNS), or only a proxy can resolve it. {because}',
    fix: 'Check the server address in the kubeconfig, and the DNS and VPN of the machine MLAnywhere runs on. If a proxy is needed, set HTTPS_PROXY (and NO_PROXY) and start MLAnywhere again. {contexts}',
  },
  'kubernetes.unreachable': {
    code: 'MLA-KUBERNETES-003',
    kind: 'timeout',
    message: 'The cluster at {server} could not be reached: {reason}.',
    cause: 'A firewall drops the packets, a route or VPN is missing, or a proxy is needed. {because}',
    fix: 'Allow connections from the machine MLAnywhere runs on to this address and port. If a proxy is needed, set HTTPS_PROXY (and NO_PROXY), or `proxy-url` in the kubeconfig. {contexts}',
  },
  'kubernetes.certificateUntrusted': {
    code: 'MLA-KUBERNETES-004',
    kind: 'upstream',
    message: 'The certificate of {server} is not trusted: {reason}.',
    cause:
      'The certificate authority in the kubeconfig did not sign this certificate, or an inspecting proxy shows its own certificate.',
    fix: 'Get the kubeconfig from the cluster again. With an inspecting proxy, add its certificate authority to `certificate-authority-data`.',
  },
  'kubernetes.certificateForOtherName': {
    code: 'MLA-KUBERNETES-005',
    kind: 'upstream',
    message: 'The certificate of {server} is for another name: {reason}.',
    cause: 'The kubeconfig uses an address that the certificate of the cluster does not list.',
    fix: 'Use an address that the certificate lists, or set `tls-server-name` in the kubeconfig to a name that it lists.',
  },
  'kubernetes.certificateOutOfDate': {
    code: 'MLA-KUBERNETES-006',
    kind: 'upstream',
    message: 'The certificate of {server} is not valid at this time: {reason}.',
    cause: 'The certificate has expired, or the clock of this machine or of the cluster is wrong.',
    fix: 'Compare the clocks. If they agree, renew the certificates of the cluster.',
  },
  'kubernetes.connectionBroke': {
    code: 'MLA-KUBERNETES-007',
    kind: 'unavailable',
    message: 'The connection to {server} was lost: {reason}.',
    cause: 'The API server restarted, or a load balancer, proxy or VPN cut the connection.',
    fix: 'Try again. If the error comes back, check the control plane and the network between the cluster and MLAnywhere.',
  },
  'kubernetes.noAnswer': {
    code: 'MLA-KUBERNETES-008',
    kind: 'timeout',
    message: '{server} did not answer in time: {reason}.',
    cause:
      'The API server or its etcd is overloaded or stuck, or a device in between keeps the connection open without answering.',
    fix: 'Try again in a moment. If the error stays, check load and disk latency of the control plane.',
  },
  'kubernetes.proxyRefused': {
    code: 'MLA-KUBERNETES-009',
    kind: 'upstream',
    message: 'The proxy {proxy} refused the connection to {server}: {reason}.',
    cause: 'The proxy is down, does not allow this address and port, or needs a user and password. {because}',
    fix: 'Ask for the address to be allowed, put user and password into the proxy address, or list the host in NO_PROXY if it needs no proxy. Then start MLAnywhere again.',
  },
  'kubernetes.clientCertificateRefused': {
    code: 'MLA-KUBERNETES-010',
    kind: 'unauthorized',
    message: '{server} rejected the client certificate: {reason}.',
    cause: 'The client certificate in the kubeconfig has expired, is for another cluster, or does not match its key.',
    fix: 'Get a new kubeconfig for this cluster.',
  },
  'kubernetes.notAnApiServer': {
    code: 'MLA-KUBERNETES-011',
    kind: 'upstream',
    message: 'The server at {server} is not a Kubernetes API server: {reason}.',
    cause:
      'The address or port belongs to something else: plain HTTP, a login page, a proxy, or a load balancer without a backend.',
    fix: 'Check the server address in the kubeconfig. The address usually begins with https and ends in port 6443 or 443.',
  },
  'kubernetes.unauthorized': {
    code: 'MLA-KUBERNETES-020',
    kind: 'unauthorized',
    message: '{server} did not accept the credentials.',
    cause: 'The token or certificate in the kubeconfig has expired, was revoked, or belongs to another cluster.',
    fix: 'Log in again, or get a new kubeconfig for this cluster.',
  },
  'kubernetes.forbidden': {
    code: 'MLA-KUBERNETES-021',
    kind: 'forbidden',
    message: '{user} may not {verb} {resource}{where}.',
    cause: 'The account in the kubeconfig lacks this permission (RBAC): {reason}',
    fix: 'Ask the cluster’s owner to grant this permission: `mla preflight --report rights.yaml` writes all that an installation needs. Or use an account with the role cluster-admin.',
  },
  'kubernetes.notFound': {
    code: 'MLA-KUBERNETES-022',
    kind: 'not-found',
    message: '{object} does not exist.',
    cause: 'The object was never created, or someone deleted it.',
    fix: 'Check name and namespace. If MLAnywhere created the object, install again to restore it.',
  },
  'kubernetes.namespaceMissing': {
    code: 'MLA-KUBERNETES-023',
    kind: 'not-found',
    message: 'The namespace {namespace} does not exist, and {object} needs it.',
    cause: 'The namespace was not created yet, for example because a controller creates it, or someone deleted it.',
    fix: 'Create the namespace, or wait for the controller that creates it. Then try again.',
  },
  'kubernetes.kindUnknown': {
    code: 'MLA-KUBERNETES-024',
    kind: 'not-found',
    message: 'The cluster does not know the kind {kind} of {apiVersion}.',
    cause: 'Its CRD is not installed (yet), or this version of Kubernetes no longer serves the kind.',
    fix: 'Install the CRD first, or use a version of Kubernetes that serves the kind.',
  },
  'kubernetes.conflict': {
    code: 'MLA-KUBERNETES-025',
    kind: 'conflict',
    message: '{object} was changed by another client at the same time: {reason}',
    cause: 'Two clients changed the same object.',
    fix: 'Try again: MLAnywhere then reads the object again.',
  },
  'kubernetes.alreadyExists': {
    code: 'MLA-KUBERNETES-026',
    kind: 'conflict',
    message: '{object} already exists.',
    cause: 'MLAnywhere or someone else created it before.',
    fix: 'Use another name, or keep the existing object.',
  },
  'kubernetes.invalid': {
    code: 'MLA-KUBERNETES-027',
    kind: 'invalid',
    retry: 'never',
    message: 'The cluster rejected {object}: {reason}',
    cause:
      'The fields named above break the rules of this cluster, often because the object was written for an older or newer version.',
    fix: 'Correct the fields, or use versions of Kubernetes and Kubeflow that belong together.',
  },
  'kubernetes.deniedByWebhook': {
    code: 'MLA-KUBERNETES-028',
    kind: 'forbidden',
    message: 'The admission webhook {webhook} rejected {object}: {reason}',
    cause:
      'A policy of this cluster (for example Gatekeeper, Kyverno, Istio or Kubeflow itself) does not allow the object.',
    fix: 'Do what the message asks for, or ask the owner of the policy for an exception.',
  },
  'kubernetes.webhookUnreachable': {
    code: 'MLA-KUBERNETES-029',
    kind: 'unavailable',
    message: 'The admission webhook {webhook} could not be called for {object}: {reason}',
    cause: 'The program behind the webhook is not running yet, or its certificate or network is wrong.',
    fix: 'Wait until its pods are ready. If they are ready, check its Service, its caBundle, and that the control plane can reach pods.',
  },
  'kubernetes.quotaExceeded': {
    code: 'MLA-KUBERNETES-030',
    kind: 'forbidden',
    message: 'The quota {quota} leaves no room for {object}: {reason}',
    cause: 'The namespace has a ResourceQuota, and the quota is used up.',
    fix: 'Raise the quota, or delete something in the namespace.',
  },
  'kubernetes.tooLarge': {
    code: 'MLA-KUBERNETES-031',
    kind: 'invalid',
    retry: 'never',
    message: '{object} is too large for the cluster: {reason}',
    cause: 'etcd accepts about 1.5 MB for each object, the API server 3 MB for each request.',
    fix: 'Make the object smaller, for example by moving large files out of ConfigMaps.',
  },
  'kubernetes.tooBusy': {
    code: 'MLA-KUBERNETES-032',
    kind: 'unavailable',
    message: '{server} stayed too busy to answer after several retries.',
    cause: 'The API server receives too many requests, from MLAnywhere or from others.',
    fix: 'Try again in a few minutes. If the error stays, find out which other clients call the API server.',
  },
  'kubernetes.serverFault': {
    code: 'MLA-KUBERNETES-033',
    kind: 'upstream',
    message: 'The cluster failed to {verb} {object}: {reason}',
    cause: 'The API server or its etcd has a problem, often because it is starting, overloaded or out of disk.',
    fix: 'Try again. If the error comes back, check the log of the API server and the health of etcd.',
  },
  'kubernetes.badRequest': {
    code: 'MLA-KUBERNETES-034',
    kind: 'invalid',
    retry: 'never',
    message: 'The cluster did not understand the request to {verb} {object}: {reason}',
    cause: 'The object is malformed, or this version of Kubernetes does not know the request.',
    fix: 'Correct the part that the message names.',
  },
  'kubernetes.podSecurity': {
    code: 'MLA-KUBERNETES-035',
    kind: 'forbidden',
    message: 'Pod security in the namespace forbids {object}: {reason}',
    cause: 'The namespace enforces a Pod Security Standard that is too strict for this pod.',
    fix: 'Set the namespace label `pod-security.kubernetes.io/enforce` to a level that allows the pod (baseline or privileged).',
  },
  'kubernetes.namespaceTerminating': {
    code: 'MLA-KUBERNETES-036',
    kind: 'conflict',
    message: '{object} could not be created: its namespace is being deleted.',
    cause: 'Someone deleted the namespace, and its contents are still being removed.',
    fix: 'Wait until the namespace is gone. If it stays, run `kubectl get namespace {namespace} -o yaml`: status.conditions says what blocks the deletion.',
  },
  'kubernetes.expired': {
    code: 'MLA-KUBERNETES-037',
    kind: 'conflict',
    message: 'The cluster no longer keeps the requested history: {reason}',
    cause: 'More time or more changes have passed than the API server remembers.',
    fix: 'Try again: MLAnywhere then reads everything again.',
  },
  'kubernetes.notAllowed': {
    code: 'MLA-KUBERNETES-038',
    kind: 'invalid',
    retry: 'never',
    message: 'The cluster does not support the request to {verb} {object}: {reason}',
    cause: 'This kind does not have this operation.',
    fix: 'The cluster needs no change. If MLAnywhere sent the request on its own, report the error.',
  },
  'kubernetes.unexpectedAnswer': {
    code: 'MLA-KUBERNETES-039',
    kind: 'upstream',
    message: '{server} answered {status} to the request to {verb} {object}: {reason}',
    cause:
      'A Kubernetes API server does not usually give this answer. Perhaps a proxy or load balancer answered instead.',
    fix: 'Check the network between MLAnywhere and the cluster.',
  },
  'kubernetes.immutableField': {
    code: 'MLA-KUBERNETES-040',
    kind: 'conflict',
    message: '{object} already exists with another value of {field}, which cannot be changed: {reason}',
    cause: 'Someone else, or another release, created this object. Kubernetes does not allow changes to this field.',
    fix: 'See who created the object: `kubectl get {target} -o yaml --show-managed-fields`. If nothing needs it, delete it (`kubectl delete {target}`). Otherwise use another cluster.',
  },
  'kubernetes.storedVersion': {
    code: 'MLA-KUBERNETES-041',
    kind: 'conflict',
    message: '{object} cannot drop the version {version}: the cluster stores objects in this version.',
    cause: 'Another release of the same software created this CRD. This release does not have that version.',
    fix: 'List the objects: `kubectl get {name} -A`. If nothing needs them, delete the CRD and its objects: `kubectl delete crd {name}`. Otherwise, migrate the objects first with the software that created them.',
  },
  'kubernetes.conversionLeft': {
    code: 'MLA-KUBERNETES-042',
    kind: 'conflict',
    message: '{object} has a conversion webhook in the cluster, but not in this release: {reason}',
    cause: 'Another release of the same software, or another tool, set `spec.conversion` of this CRD.',
    fix: `Remove the webhook: \`${conversionOff('{name}')}\`.`,
  },
  'kubernetes.definitionTerminating': {
    code: 'MLA-KUBERNETES-043',
    kind: 'conflict',
    message: '{object} cannot be created: its CRD {definition} is being deleted.',
    cause: 'Someone deleted the CRD. The deletion ends when its objects are gone, and finalizers may block that.',
    fix: 'List the remaining objects: `kubectl get {definition} -A`. If the program that clears their finalizers is gone, remove the finalizers.',
  },
  'kubernetes.limitRange': {
    code: 'MLA-KUBERNETES-044',
    kind: 'forbidden',
    message: 'A LimitRange of the namespace {namespace} does not allow {object}: {reason}',
    cause: 'The owner of the namespace limits the size of its claims, containers or pods.',
    fix: 'Raise the limit, or ask its owner to raise it: `kubectl edit limitrange -n {namespace}`.',
  },
  'kubernetes.quotaUndeclared': {
    code: 'MLA-KUBERNETES-045',
    kind: 'forbidden',
    message: 'The quota {quota} of the namespace {namespace} requires {resources}, and {object} does not declare them.',
    cause: 'A ResourceQuota on requests or limits rejects every pod that does not declare them.',
    fix: 'Set default values in the namespace with a LimitRange, or remove these resources from the quota: `kubectl edit resourcequota {quota} -n {namespace}`.',
  },
  'kubernetes.deniedByPolicy': {
    code: 'MLA-KUBERNETES-046',
    kind: 'forbidden',
    message: 'The admission policy {policy} does not allow {object}: {reason}',
    cause: 'A ValidatingAdmissionPolicy of this cluster, bound by {binding}, denies the object.',
    fix: 'Read the policy: `kubectl get validatingadmissionpolicy {policy} -o yaml`. Ask its owner for an exception, for example for this namespace in the binding {binding}.',
  },
  'kubernetes.deniedByRule': {
    code: 'MLA-KUBERNETES-047',
    kind: 'forbidden',
    message: 'An admission rule of this cluster does not allow {object}: {reason}',
    cause: 'An admission plugin of the API server rejects the object, although the account is allowed to create it.',
    fix: 'Change the part that the message names, or ask the owner of the cluster for an exception.',
  },
  'kubernetes.conversionUnreachable': {
    code: 'MLA-KUBERNETES-048',
    kind: 'unavailable',
    message: 'The conversion webhook of {definition} does not answer: {reason}',
    cause:
      'Objects of this kind are stored in another version, and the program that converts them is not running or cannot be reached.',
    fix: `Start the program behind the webhook. If its software is gone, remove the webhook: \`${conversionOff('{definition}')}\`.`,
  },
  'kubernetes.objectTerminating': {
    code: 'MLA-KUBERNETES-049',
    kind: 'conflict',
    message: '{object} is being deleted and cannot be created again yet.',
    cause: 'Someone deleted the object, and a finalizer or a grace period still blocks the deletion.',
    fix: 'Wait until the object is gone. If it stays, see its finalizers: `kubectl get {target} -o yaml`.',
  },
  'kubernetes.clientCertificateOutOfDate': {
    code: 'MLA-KUBERNETES-060',
    kind: 'unauthorized',
    message:
      '{server} rejects the client certificate of the kubeconfig: the certificate is valid from {from} to {to}, not now.',
    cause: 'The certificate has expired (kubeadm issues them for a year), or a clock is wrong.',
    fix: 'Get a new kubeconfig for this cluster, for example with `kubeadm certs renew admin.conf` on its control plane. Then save the connection again and retry.',
  },
  'kubernetes.answerTooLarge': {
    code: 'MLA-KUBERNETES-061',
    kind: 'invalid',
    message: 'The answer of {server} is too large: {reason}.',
    cause:
      'The address belongs to something other than a Kubernetes API server, or one list of the cluster is far larger than usual.',
    fix: 'Check the server address in the kubeconfig. If it is right, run `kubectl get --raw /api/v1/events | wc -c`, and the same for other kinds, to find the large list.',
  },
} as const satisfies Record<`kubernetes.${string}`, ErrorDefinition>;
