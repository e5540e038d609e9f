import type { ErrorDefinition } from '../definition.ts';

/** The command that takes a conversion webhook off a definition. Its objects are then served as they are stored. */
export function conversionOff(definition: string): string {
  return `kubectl patch crd ${definition} --type=merge -p '{"spec":{"conversion":{"strategy":"None","webhook":null}}}'`;
}

export const kubernetesErrors = {
  'MLA-KUBERNETES-001': {
    kind: 'unavailable',
    message: 'The cluster at {server} refused the connection.',
    cause: 'Nothing listens at this address and port: the API server is down or starting, or the address is wrong.',
    fix: 'Check the server address in the kubeconfig, and that the control plane is running. {contexts}',
  },
  'MLA-KUBERNETES-002': {
    kind: 'unavailable',
    message: 'The name {host} could not be found.',
    cause:
      'The name is misspelled, the name server that knows it cannot be asked from here (VPN, internal DNS), or only a proxy knows it. {because}',
    fix: 'Check the server address in the kubeconfig, and the DNS and VPN of the machine MLAnywhere runs on; or set HTTPS_PROXY (and NO_PROXY) when a proxy leads there, and start MLAnywhere again. {contexts}',
  },
  'MLA-KUBERNETES-003': {
    kind: 'timeout',
    message: 'The cluster at {server} could not be reached: {reason}.',
    cause: 'A firewall drops the packets, a route or VPN is missing, or a proxy is needed to get there. {because}',
    fix: 'From the machine MLAnywhere runs on, open the way to this address and port; or set HTTPS_PROXY (and NO_PROXY), or `proxy-url` in the kubeconfig, when a proxy leads there. {contexts}',
  },
  'MLA-KUBERNETES-004': {
    kind: 'upstream',
    message: 'The certificate of {server} is not trusted: {reason}.',
    cause:
      'The certificate authority in the kubeconfig is not the one that signed the server, or a proxy in between shows its own certificate.',
    fix: 'Take the kubeconfig from the cluster again. With an inspecting proxy, put its authority in `certificate-authority-data` too.',
  },
  'MLA-KUBERNETES-005': {
    kind: 'upstream',
    message: 'The certificate of {server} is for another name: {reason}.',
    cause: 'The cluster is reached by an address that its certificate does not list.',
    fix: 'Use an address that is in the certificate, or set `tls-server-name` in the kubeconfig to a name that is.',
  },
  'MLA-KUBERNETES-006': {
    kind: 'upstream',
    message: 'The certificate of {server} is not valid at this time: {reason}.',
    cause: 'The certificate has expired, or the clock of this machine or of the cluster is wrong.',
    fix: 'Compare the clocks; if they agree, renew the certificates of the cluster.',
  },
  'MLA-KUBERNETES-007': {
    kind: 'unavailable',
    message: 'The connection to {server} broke: {reason}.',
    cause: 'The API server restarted, or something in between (load balancer, proxy, VPN) cut the connection.',
    fix: 'Try again. If it comes back, look at the control plane and at what lies between it and MLAnywhere.',
  },
  'MLA-KUBERNETES-008': {
    kind: 'timeout',
    message: '{server} did not answer in time: {reason}.',
    cause:
      'The API server or its etcd is overloaded or stuck, or something in between holds the connection open in silence.',
    fix: 'Try again in a moment. If it stays, look at load and disk latency of the control plane.',
  },
  'MLA-KUBERNETES-009': {
    kind: 'upstream',
    message: 'The proxy {proxy} did not open the way to {server}: {reason}.',
    cause: 'The proxy is not there, does not allow this address and port, or wants a user and password. {because}',
    fix: 'Have the proxy allow the address, put user and password into the address of the proxy, or list the host in NO_PROXY when it is reached directly; then start MLAnywhere again.',
  },
  'MLA-KUBERNETES-010': {
    kind: 'unauthorized',
    message: '{server} did not accept the client certificate: {reason}.',
    cause: 'The client certificate in the kubeconfig has expired, is for another cluster, or does not fit its key.',
    fix: 'Get a new kubeconfig for this cluster.',
  },
  'MLA-KUBERNETES-011': {
    kind: 'upstream',
    message: 'What answers at {server} is not a Kubernetes API server: {reason}.',
    cause:
      'The address or port leads to something else: plain HTTP, a login page, a proxy or a load balancer without a backend.',
    fix: 'Check the server address in the kubeconfig; it usually ends in port 6443 or 443 and begins with https.',
  },
  'MLA-KUBERNETES-020': {
    kind: 'unauthorized',
    message: '{server} does not know who is asking.',
    cause: 'The token or certificate in the kubeconfig has expired or was revoked, or belongs to another cluster.',
    fix: 'Log in again, or get a new kubeconfig for this cluster.',
  },
  'MLA-KUBERNETES-021': {
    kind: 'forbidden',
    message: '{user} may not {verb} {resource}{where}.',
    cause: 'The account in the kubeconfig lacks this right (RBAC): {reason}',
    fix: 'Use an account with the role cluster-admin, or have an administrator grant this right.',
  },
  'MLA-KUBERNETES-022': {
    kind: 'not-found',
    message: '{object} does not exist.',
    cause: 'It was never made, or someone deleted it.',
    fix: 'Check name and namespace. If MLAnywhere made it, install again: what is missing is put back.',
  },
  'MLA-KUBERNETES-023': {
    kind: 'not-found',
    message: 'The namespace {namespace} does not exist (needed for {object}).',
    cause: 'It has not been made yet, for example because a controller makes it, or someone deleted it.',
    fix: 'Make the namespace, or wait for the controller that makes it; then try again.',
  },
  'MLA-KUBERNETES-024': {
    kind: 'not-found',
    message: 'The cluster does not know the kind {kind} of {apiVersion}.',
    cause: 'Its CustomResourceDefinition is not there (yet), or this version of Kubernetes no longer serves it.',
    fix: 'Install what defines the kind first, or use a version of Kubernetes that serves it.',
  },
  'MLA-KUBERNETES-025': {
    kind: 'conflict',
    message: '{object} was changed by someone else at the same time: {reason}',
    cause: 'Two writers changed the same object.',
    fix: 'Try again: it is read anew.',
  },
  'MLA-KUBERNETES-026': {
    kind: 'conflict',
    message: '{object} exists already.',
    cause: 'It was made before, by MLAnywhere or by someone else.',
    fix: 'Use another name, or take the one that is there.',
  },
  'MLA-KUBERNETES-027': {
    kind: 'invalid',
    message: 'The cluster did not accept {object}: {reason}',
    cause:
      'The fields named do not fit the rules of this cluster, often because its version is older or newer than the object was written for.',
    fix: 'Correct the fields named, or use versions of Kubernetes and Kubeflow that belong together.',
  },
  'MLA-KUBERNETES-028': {
    kind: 'forbidden',
    message: 'The admission check {webhook} rejected {object}: {reason}',
    cause:
      'A policy of this cluster (for example Gatekeeper, Kyverno, Istio or Kubeflow itself) does not allow the object as it is.',
    fix: 'Do what the message asks for, or have the owner of the policy make an exception.',
  },
  'MLA-KUBERNETES-029': {
    kind: 'unavailable',
    message: 'The admission check {webhook} could not be asked about {object}: {reason}',
    cause: 'The program behind this webhook is not running yet, or its certificate or network is not right.',
    fix: 'Wait until its pods are ready. If they are, check its Service, its caBundle, and that the control plane can reach pods.',
  },
  'MLA-KUBERNETES-030': {
    kind: 'forbidden',
    message: 'The quota {quota} leaves no room for {object}: {reason}',
    cause: 'The namespace has a ResourceQuota and it is used up.',
    fix: 'Have the quota raised, or free something in the namespace.',
  },
  'MLA-KUBERNETES-031': {
    kind: 'invalid',
    message: '{object} is too large for the cluster: {reason}',
    cause: 'etcd takes about 1.5 MB for each object, the API server 3 MB for each request.',
    fix: 'Make the object smaller, for example by taking large files out of ConfigMaps.',
  },
  'MLA-KUBERNETES-032': {
    kind: 'unavailable',
    message: '{server} is too busy and asked to wait, again and again.',
    cause: 'Too many requests at once: from MLAnywhere or from others.',
    fix: 'Try again in a few minutes. If it stays, look at what else is calling the API server.',
  },
  'MLA-KUBERNETES-033': {
    kind: 'upstream',
    message: 'The cluster failed to {verb} {object}: {reason}',
    cause: 'A fault in the API server or its etcd, often because it is starting, overloaded or out of disk.',
    fix: 'Try again. If it comes back, look at the log of the API server and the health of etcd.',
  },
  'MLA-KUBERNETES-034': {
    kind: 'invalid',
    message: 'The cluster did not understand the request to {verb} {object}: {reason}',
    cause: 'The object is malformed, or this version of Kubernetes does not know the request.',
    fix: 'Correct what the message names.',
  },
  'MLA-KUBERNETES-035': {
    kind: 'forbidden',
    message: 'Pod security in the namespace forbids {object}: {reason}',
    cause: 'The namespace enforces a Pod Security Standard that is stricter than what the pod needs.',
    fix: 'Label the namespace `pod-security.kubernetes.io/enforce` with a level that allows it (baseline or privileged).',
  },
  'MLA-KUBERNETES-036': {
    kind: 'conflict',
    message: '{object} could not be made: its namespace is being deleted.',
    cause: 'The namespace was deleted and its contents are still going away.',
    fix: 'Wait until it is gone. If it stays, the cluster says what holds it: `kubectl get namespace {namespace} -o yaml`, under status.conditions.',
  },
  'MLA-KUBERNETES-037': {
    kind: 'conflict',
    message: 'The cluster no longer keeps the history that was asked for: {reason}',
    cause: 'More time or more changes have passed than the API server remembers.',
    fix: 'Try again: everything is read anew.',
  },
  'MLA-KUBERNETES-038': {
    kind: 'invalid',
    message: 'The cluster does not allow to {verb} {object}: {reason}',
    cause: 'This kind does not have this operation.',
    fix: 'Nothing to correct in the cluster; report it if MLAnywhere asked for it on its own.',
  },
  'MLA-KUBERNETES-039': {
    kind: 'upstream',
    message: '{server} answered {status} to {verb} {object}: {reason}',
    cause:
      'An answer that a Kubernetes API server does not usually give; perhaps a proxy or load balancer answered in its place.',
    fix: 'Check what lies between MLAnywhere and the cluster.',
  },
  'MLA-KUBERNETES-040': {
    kind: 'conflict',
    message: '{object} is in the cluster already with another value of {field}, which cannot be changed: {reason}',
    cause: 'Someone else, or another release, made this object. Kubernetes keeps this field as it was made.',
    fix: 'See who made it: `kubectl get {target} -o yaml --show-managed-fields`. If nothing needs it, delete it (`kubectl delete {target}`). If something does, use another cluster.',
  },
  'MLA-KUBERNETES-041': {
    kind: 'conflict',
    message: '{object} cannot lose the version {version}: the cluster stores objects in it.',
    cause:
      'Another release of the same software made this definition. This release does not have that version any more.',
    fix: 'List the objects: `kubectl get {name} -A`. If nothing needs them, delete the definition and its objects with it: `kubectl delete crd {name}`. If something does, migrate them first with the software that made them.',
  },
  'MLA-KUBERNETES-042': {
    kind: 'conflict',
    message: '{object} has a conversion webhook in the cluster, and this release has none: {reason}',
    cause: 'Another release of the same software, or another tool, set `spec.conversion` of this definition.',
    fix: 'Take the webhook off: `' + conversionOff('{name}') + '`.',
  },
  'MLA-KUBERNETES-043': {
    kind: 'conflict',
    message: '{object} cannot be made: its definition {definition} is being deleted.',
    cause:
      'Someone deleted the CustomResourceDefinition. It stays until its objects are gone, and finalizers may hold them.',
    fix: 'List what is left: `kubectl get {definition} -A`. If the program that clears their finalizers is gone, take the finalizers off.',
  },
  'MLA-KUBERNETES-044': {
    kind: 'forbidden',
    message: 'A LimitRange of the namespace {namespace} does not allow {object}: {reason}',
    cause: 'The owner of the namespace limits the size of its claims, containers or pods.',
    fix: 'Raise the limit, or have its owner raise it: `kubectl edit limitrange -n {namespace}`.',
  },
  'MLA-KUBERNETES-045': {
    kind: 'forbidden',
    message:
      'The quota {quota} of the namespace {namespace} wants {resources} declared, and {object} does not declare them.',
    cause: 'A ResourceQuota on requests or limits refuses every pod that does not declare them.',
    fix: 'Give the namespace default values with a LimitRange, or take these resources out of the quota: `kubectl edit resourcequota {quota} -n {namespace}`.',
  },
  'MLA-KUBERNETES-046': {
    kind: 'forbidden',
    message: 'The admission policy {policy} does not allow {object}: {reason}',
    cause: 'A ValidatingAdmissionPolicy of this cluster, bound by {binding}, denies the object as it is.',
    fix: 'Read the policy: `kubectl get validatingadmissionpolicy {policy} -o yaml`. Ask its owner for an exception, for example for this namespace in the binding {binding}.',
  },
  'MLA-KUBERNETES-047': {
    kind: 'forbidden',
    message: 'A rule of this cluster does not allow {object}: {reason}',
    cause: 'An admission plugin of the API server refuses the object. The account has the right to make it.',
    fix: 'Change what the message names, or ask the owner of the cluster for an exception.',
  },
  'MLA-KUBERNETES-048': {
    kind: 'unavailable',
    message: 'The conversion webhook of {definition} does not answer: {reason}',
    cause:
      'Objects of this kind are stored in another version, and the program that converts them is not running or cannot be reached.',
    fix:
      'Start the program behind the webhook. If its software is gone, take the webhook off: `' +
      conversionOff('{definition}') +
      '`.',
  },
  'MLA-KUBERNETES-049': {
    kind: 'conflict',
    message: '{object} is being deleted and cannot be made again yet.',
    cause: 'Someone deleted the object, and a finalizer or a grace period still holds it.',
    fix: 'Wait until it is gone. If it stays, see its finalizers: `kubectl get {target} -o yaml`.',
  },
  'MLA-KUBERNETES-050': {
    kind: 'invalid',
    message: 'This is not a kubeconfig: {reason}',
    cause: 'Another file was given, or it was cut or changed on the way.',
    fix: 'Give the file that kubectl uses for this cluster, usually `~/.kube/config`, or the one the platform offers for download.',
  },
  'MLA-KUBERNETES-051': {
    kind: 'not-found',
    message: 'The kubeconfig has no context {context}.',
    cause: 'It has: {contexts}.',
    fix: 'Choose one of these.',
  },
  'MLA-KUBERNETES-052': {
    kind: 'invalid',
    message: 'The kubeconfig does not say which cluster to use.',
    cause: 'It has no current-context. Its contexts are: {contexts}.',
    fix: 'Choose a context.',
  },
  'MLA-KUBERNETES-053': {
    kind: 'invalid',
    message: 'The kubeconfig is incomplete: {reason}',
    cause: 'An entry that the context names is not in the file, or its keys were left out when it was exported.',
    fix: 'Export it again, for example with `kubectl config view --raw --flatten --minify`.',
  },
  'MLA-KUBERNETES-054': {
    kind: 'forbidden',
    message: 'This kubeconfig logs in with the program {command}, and programs of uploaded files are not run.',
    cause: 'A kubeconfig can name any program; running it would give whoever uploads a file power over this server.',
    fix: 'Where MLAnywhere runs on your own machine, name the file instead of uploading it (on the page: “Or a file on this machine”): your own kubeconfig may run its login program. Else use a kubeconfig with a token or a client certificate, for example of a service account.',
  },
  'MLA-KUBERNETES-055': {
    kind: 'forbidden',
    message: 'This kubeconfig points to the file {file} ({field}), and files of the server are not read for uploads.',
    cause: 'The certificates or the token lie in files beside the kubeconfig on the machine it comes from.',
    fix: 'Where MLAnywhere runs on that machine, name the file instead of uploading it (on the page: “Or a file on this machine”). Else put the content into the file with `kubectl config view --raw --flatten --minify`, and give the result.',
  },
  'MLA-KUBERNETES-056': {
    kind: 'not-found',
    message: 'The file {file} named in the kubeconfig ({field}) cannot be read: {reason}',
    cause: 'It was moved or deleted, or this user may not read it.',
    fix: 'Put the file back, or export the kubeconfig again with `kubectl config view --raw --flatten --minify`.',
  },
  'MLA-KUBERNETES-057': {
    kind: 'invalid',
    message: 'In the kubeconfig, {field} holds no certificate or key.',
    cause: 'The text was cut, or it is not base64 of a PEM file.',
    fix: 'Export the kubeconfig again.',
  },
  'MLA-KUBERNETES-058': {
    kind: 'unauthorized',
    message: 'The login program {command} of the kubeconfig failed: {reason}',
    cause: 'It is not installed, or its own session has expired.',
    fix: 'Run `kubectl get namespaces` in a terminal: it runs the same program. When that works, try again.',
  },
  'MLA-KUBERNETES-059': {
    kind: 'invalid',
    message: 'The kubeconfig uses {feature}, which MLAnywhere does not support.',
    cause: 'It would have to be left out, and MLAnywhere would then act as somebody else than you expect.',
    fix: 'Use a context without it.',
  },
  'MLA-KUBERNETES-060': {
    kind: 'unauthorized',
    message:
      '{server} does not accept the client certificate of the kubeconfig: it is valid from {from} to {to}, not now.',
    cause: 'The certificate has expired (kubeadm makes them for a year), or a clock is wrong.',
    fix: 'Get a new kubeconfig for this cluster, for example with `kubeadm certs renew admin.conf` on its control plane, save the connection again and retry.',
  },
  'MLA-KUBERNETES-061': {
    kind: 'invalid',
    message: 'The answer of {server} is too large: {reason}.',
    cause:
      'The address leads to something that is not a Kubernetes API server, or one list of the cluster has grown far beyond what is usual.',
    fix: 'Check the server address in the kubeconfig. If it is right, `kubectl get --raw /api/v1/events | wc -c` and the same for other kinds shows which list is so large.',
  },
} satisfies Record<`MLA-KUBERNETES-${number}`, ErrorDefinition>;
