/** A mesh that Helm installed: older than Kubeflow's, with a configuration of its own and a shop that uses it. */
export const companyMesh = `
apiVersion: v1
kind: Namespace
metadata: {name: istio-system}
---
apiVersion: v1
kind: Namespace
metadata: {name: shop, labels: {istio-injection: enabled}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: istio, namespace: istio-system, labels: {app.kubernetes.io/managed-by: Helm, release: company-mesh}}
data: {mesh: "trustDomain: company.example"}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: istiod, namespace: istio-system, labels: {app: istiod, release: company-mesh}}
spec:
  selector: {matchLabels: {istio: pilot}}
  template: {metadata: {labels: {app: istiod, istio: pilot}}, spec: {containers: [{name: discovery, image: "registry.example.com/istio/pilot:1.26.3"}]}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: checkout, namespace: shop}
spec:
  selector: {matchLabels: {app: checkout}}
  template: {metadata: {labels: {app: checkout}}, spec: {containers: [{name: c, image: "registry.example.com/checkout:7"}]}}
`;

/** A cert-manager that Helm installed: newer than Kubeflow's, and selected by other labels. */
export const companyCertManager = `
apiVersion: v1
kind: Namespace
metadata: {name: cert-manager}
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: clusterissuers.cert-manager.io, labels: {app.kubernetes.io/version: v1.21.1}, annotations: {meta.helm.sh/release-name: certs, meta.helm.sh/release-namespace: cert-manager}}
spec:
  group: cert-manager.io
  scope: Cluster
  names: {kind: ClusterIssuer, listKind: ClusterIssuerList, plural: clusterissuers, singular: clusterissuer}
  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: cert-manager, namespace: cert-manager, annotations: {meta.helm.sh/release-name: certs}}
spec:
  selector: {matchLabels: {app.kubernetes.io/instance: certs}}
  template: {metadata: {labels: {app.kubernetes.io/instance: certs}}, spec: {containers: [{name: controller, image: "quay.io/jetstack/cert-manager-controller:v1.21.1"}]}}
`;
