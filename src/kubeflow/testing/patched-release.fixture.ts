import { releaseOf } from './releases.fixture.ts';

/** One object for each patch that a cluster decides, named as in Kubeflow. For plans alone: an API server would want more of them. */
export const patchedRelease = releaseOf(`
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: istio-cni-node, namespace: kube-system}
spec:
  selector: {matchLabels: {app: cni}}
  template:
    metadata: {labels: {app: cni}}
    spec:
      containers: [{name: install-cni, image: i}]
      volumes:
      - {name: cni-bin-dir, hostPath: {path: /opt/cni/bin}}
      - {name: cni-net-dir, hostPath: {path: /etc/cni/net.d}}
      - {name: cni-host-procfs, hostPath: {path: /proc}}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: requestauthentications.security.istio.io}
spec:
  group: security.istio.io
  scope: Namespaced
  names: {kind: RequestAuthentication, plural: requestauthentications}
  versions: [{name: v1beta1, served: true, storage: true}]
---
apiVersion: v1
kind: Namespace
metadata: {name: istio-system}
---
apiVersion: security.istio.io/v1beta1
kind: RequestAuthentication
metadata: {name: dex-jwt, namespace: istio-system}
spec: {jwtRules: [{issuer: "http://dex"}]}
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata: {name: checks, annotations: {kept: "yes"}}
webhooks: []
`);
