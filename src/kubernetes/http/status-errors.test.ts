import { describe, expect, test } from 'vitest';
import { statusError } from './status-errors.ts';

const asked = {
  verb: 'apply',
  server: 'https://c:6443',
  object: 'Deployment.apps kubeflow/centraldashboard',
  apiVersion: 'apps/v1',
  kind: 'Deployment',
};

function messageFor(status: number, message: string, rest: object = {}): string {
  const error = statusError(
    { status, text: JSON.stringify({ kind: 'Status', message, code: status, ...rest }) },
    asked,
  );
  return `${error.code.slice('MLA-KUBERNETES-'.length)} ${error.message}`;
}

/** Texts as API servers of Kubernetes 1.29 to 1.36 write them. */
describe('an answer without success', () => {
  test.each([
    [
      403,
      'pods is forbidden: User "ann" cannot create resource "pods" in API group "" in the namespace "x"',
      {},
      '021 User "ann" may not create pods in the namespace x.',
    ],
    [
      403,
      'clusterroles.rbac.authorization.k8s.io is forbidden: User "ann" cannot list resource "clusterroles" in API group "rbac.authorization.k8s.io" at the cluster scope',
      {},
      '021 User "ann" may not list clusterroles of rbac.authorization.k8s.io anywhere in the cluster.',
    ],
    [
      403,
      'forbidden: User "system:anonymous" cannot get path "/api"',
      {},
      '021 User "system:anonymous" may not get /api.',
    ],
    [
      403,
      'admission webhook "validation.gatekeeper.sh" denied the request: [no-latest] image uses latest',
      {},
      '028 The admission webhook validation.gatekeeper.sh rejected Deployment.apps kubeflow/centraldashboard: [no-latest] image uses latest',
    ],
    [
      400,
      'admission webhook "pod.kserve" denied the request: bad storageUri',
      {},
      '028 The admission webhook pod.kserve rejected Deployment.apps kubeflow/centraldashboard: bad storageUri',
    ],
    [
      422,
      "deployments.apps \"x\" is forbidden: ValidatingAdmissionPolicy 'no-root' with binding 'no-root' denied request: runs as root",
      { reason: 'Invalid' },
      '046 The admission policy no-root does not allow Deployment.apps kubeflow/centraldashboard: runs as root',
    ],
    [
      500,
      'Internal error occurred: failed calling webhook "webhook.cert-manager.io": failed to call webhook: Post "https://cert-manager-webhook.cert-manager.svc:443/validate?timeout=30s": dial tcp 10.96.1.2:443: connect: connection refused',
      {},
      '029 The admission webhook webhook.cert-manager.io could not be called for Deployment.apps kubeflow/centraldashboard: https://cert-manager-webhook.cert-manager.svc:443/validate: dial tcp 10.96.1.2:443: connect: connection refused',
    ],
    [
      500,
      'conversion webhook for kubeflow.org/v1beta1, Kind=Notebook failed: Post "https://nb.kubeflow.svc:443/convert?timeout=30s": no endpoints available',
      {},
      '048 The conversion webhook of Notebook.kubeflow.org does not answer: https://nb.kubeflow.svc:443/convert: no endpoints available',
    ],
    [
      403,
      'pods "a" is forbidden: exceeded quota: small, requested: cpu=4, used: cpu=1, limited: cpu=4',
      {},
      '030 The quota small leaves no room for Deployment.apps kubeflow/centraldashboard: pods "a" is forbidden: exceeded quota: small, requested: cpu=4, used: cpu=1, limited: cpu=4',
    ],
    [
      403,
      'pods "a" is forbidden: violates PodSecurity "restricted:latest": privileged',
      {},
      '035 Pod security in the namespace forbids Deployment.apps kubeflow/centraldashboard: pods "a" is forbidden: violates PodSecurity "restricted:latest": privileged',
    ],
    [
      403,
      'configmaps "a" is forbidden: unable to create new content in namespace x because it is being terminated',
      {},
      '036 Deployment.apps kubeflow/centraldashboard could not be created: its namespace is being deleted.',
    ],
    [
      404,
      'namespaces "kubeflow" not found',
      { details: { name: 'kubeflow', kind: 'namespaces' } },
      '023 The namespace kubeflow does not exist, and Deployment.apps kubeflow/centraldashboard needs it.',
    ],
    [
      404,
      'the server could not find the requested resource',
      { details: {} },
      '024 The cluster does not know the kind Deployment of apps/v1.',
    ],
    [
      409,
      'Operation cannot be fulfilled on deployments.apps "a": the object has been modified',
      { reason: 'Conflict' },
      '025 Deployment.apps kubeflow/centraldashboard was changed by another client at the same time: Operation cannot be fulfilled on deployments.apps "a": the object has been modified',
    ],
    [
      409,
      'deployments.apps "a" already exists',
      { reason: 'AlreadyExists' },
      '026 Deployment.apps kubeflow/centraldashboard already exists.',
    ],
    [
      422,
      'Deployment.apps "a" is invalid',
      {
        reason: 'Invalid',
        details: {
          causes: [
            { field: 'spec.selector', message: 'Required value' },
            { field: '<nil>', message: 'field is immutable' },
          ],
        },
      },
      '027 The cluster rejected Deployment.apps kubeflow/centraldashboard: spec.selector: Required value; field is immutable',
    ],
    [
      422,
      'Service "pvcviewer-webhook-service" is invalid: spec.clusterIPs: Invalid value: [""]: failed to allocate IP: rpc error: code = Unavailable desc = error reading from server: EOF',
      {
        reason: 'Invalid',
        details: {
          causes: [
            {
              field: 'spec.clusterIPs',
              message:
                'Invalid value: [""]: failed to allocate IP: rpc error: code = Unavailable desc = error reading from server: EOF',
            },
          ],
        },
      },
      '033 The cluster failed to apply Deployment.apps kubeflow/centraldashboard: Service "pvcviewer-webhook-service" is invalid: spec.clusterIPs: Invalid value: [""]: failed to allocate IP: rpc error: code = Unavailable desc = error reading from server: EOF',
    ],
    [
      422,
      'Service "x" is invalid: spec.clusterIPs: Invalid value: []string{"10.96.0.10"}: failed to allocate IP 10.96.0.10: provided IP is already allocated',
      { reason: 'Invalid' },
      '027 The cluster rejected Deployment.apps kubeflow/centraldashboard: Service "x" is invalid: spec.clusterIPs: Invalid value: []string{"10.96.0.10"}: failed to allocate IP 10.96.0.10: provided IP is already allocated',
    ],
    [
      413,
      'Request entity too large: limit is 3145728',
      {},
      '031 Deployment.apps kubeflow/centraldashboard is too large for the cluster: Request entity too large: limit is 3145728',
    ],
    [
      500,
      'etcdserver: request is too large',
      {},
      '031 Deployment.apps kubeflow/centraldashboard is too large for the cluster: etcdserver: request is too large',
    ],
    [
      504,
      'Timeout: request did not complete within requested timeout',
      { reason: 'Timeout' },
      '008 https://c:6443 did not answer in time: Timeout: request did not complete within requested timeout.',
    ],
    [
      500,
      'etcdserver: leader changed',
      {},
      '033 The cluster failed to apply Deployment.apps kubeflow/centraldashboard: etcdserver: leader changed',
    ],
    [
      418,
      'teapot',
      {},
      '039 https://c:6443 answered 418 to the request to apply Deployment.apps kubeflow/centraldashboard: teapot',
    ],
  ])('%i %s', (status, message, rest, expected) => {
    expect(messageFor(status, message, rest)).toBe(expected);
  });

  test('names at most five fields', () => {
    const causes = Array.from({ length: 8 }, (_, index) => ({ field: `spec.f${index}`, message: 'wrong' }));
    expect(messageFor(422, 'invalid', { details: { causes } })).toMatch(/spec\.f4: wrong; and 3 more$/);
  });
});
