import type { Case, FoundCluster } from '../case.fixture.ts';

/** A tool that wants another number of replicas and sets it whenever it is not so, as Argo CD and operators do. */
async function keepScaledTo({ client, name, signal }: FoundCluster, replicas: number): Promise<void> {
  const path = `/apis/apps/v1/namespaces/${name}/deployments/program/scale`;
  const timer = setInterval(() => {
    void client
      .request<{ spec: { replicas?: number } }>('GET', path)
      .then((scale) =>
        scale.spec.replicas === replicas
          ? undefined
          : client.request('PUT', `${path}?fieldManager=argocd-controller`, { ...scale, spec: { replicas } }),
      )
      .catch(() => undefined);
  }, 30);
  signal.addEventListener('abort', () => clearInterval(timer));
}

/** Other tools that keep objects of the plan as they want them. */
export const toolCases: readonly Case[] = [
  {
    name: 'another-tool-puts-an-object-back',
    steps: (cluster) => keepScaledTo(cluster, 2),
    release: `
apiVersion: v1
kind: Namespace
metadata: {name: $case}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: program, namespace: $case}
spec:
  replicas: 1
  selector: {matchLabels: {app: program}}
  template: {metadata: {labels: {app: program}}, spec: {containers: [{name: main, image: registry.example.com/program}]}}
`,
    install: { ends: 'ready', changes: /another-tool-puts-an-object-back\/program.*spec\.replicas.*argocd-controller/ },
  },
];
