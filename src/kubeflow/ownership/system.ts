/** Components that belong to one piece of software, which somebody has or has not: they are found and taken over together. */
const partsOfSystems: Readonly<Record<string, string>> = {
  'istio-crds': 'istio',
  'istio-namespace': 'istio',
  'cluster-local-gateway': 'istio',
  'certificate-issuer': 'cert-manager',
};

/** The software that a component is part of: the word for it in `spec.kubeflow.takeOver`. */
export function systemOf(component: string): string {
  return partsOfSystems[component] ?? component;
}

/** The word in `spec.kubeflow.takeOver` for what another installation of MLAnywhere owns. */
export function installationWord(name: string): string {
  return `installation:${name}`;
}
