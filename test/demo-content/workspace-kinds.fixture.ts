import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { list } from 'tar';
import { readYamlDocuments } from '../../src/kubeflow/release/kubernetes-yaml.ts';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { demoRelease } from './demo-cluster.fixture.ts';

const source = join(process.env['MLA_RELEASE_PATH'] ?? '', 'sources', `source-${demoRelease}.tar.gz`);

/** Whether upstream's definitions of Workspaces are here: the release has them in its source, and does not install them. */
export const hasWorkspaces = existsSync(source);

/** Upstream's definitions of Workspaces and their kinds. */
export async function workspaceDefinitions(): Promise<KubernetesObject[]> {
  const texts: Promise<string>[] = [];
  await list({
    file: source,
    filter: (path) => /\/crd\/kubeflow\.org_workspace(s|kinds)\.yaml$/.test(path),
    onReadEntry: (entry) => void texts.push(entry.concat().then((content) => content.toString('utf8'))),
  });
  const found = await Promise.all(texts);
  return found.flatMap((text) => readYamlDocuments(text) as KubernetesObject[]);
}

const shown = { displayName: 'of tests', description: 'of tests' };
const picture = { url: 'https://example.com/picture.svg' };
const image = (id: string, name: string): object => ({
  id,
  spawner: shown,
  spec: { image: name, ports: [{ id: 'jupyterlab', displayName: 'JupyterLab', port: 8888 }] },
});

/** A kind of Workspaces with an image for TensorFlow, and pods with and without a GPU. */
export const workspaceKind: KubernetesObject = {
  apiVersion: 'kubeflow.org/v1beta1',
  kind: 'WorkspaceKind',
  metadata: { name: 'jupyterlab' },
  spec: {
    spawner: { ...shown, icon: picture, logo: picture },
    podTemplate: {
      serviceAccount: { name: 'default-editor' },
      volumeMounts: { home: '/home/jovyan' },
      ports: [{ id: 'jupyterlab', protocol: 'HTTP', defaultDisplayName: 'JupyterLab' }],
      options: {
        imageConfig: {
          spawner: { default: 'scipy' },
          values: [
            image('scipy', 'registry.example/jupyter-scipy:v2'),
            image('tensorflow', 'registry.example/jupyter-tensorflow:v2'),
            image('tensorflow-cuda', 'registry.example/jupyter-tensorflow-cuda:v2'),
          ],
        },
        podConfig: {
          spawner: { default: 'small' },
          values: [
            { id: 'small', spawner: shown, spec: {} },
            { id: 'gpu', spawner: shown, spec: { resources: { limits: { 'nvidia.com/gpu': '1' } } } },
          ],
        },
      },
    },
  },
};
