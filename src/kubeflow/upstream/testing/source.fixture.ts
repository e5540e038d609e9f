import { gzipSync } from 'node:zlib';
import { Header } from 'tar';

/** An entry of an archive, as a test wants it: also one that no honest program writes. */
export interface ArchiveEntry {
  readonly path: string;
  readonly content?: string | Buffer;
  readonly type?: 'File' | 'SymbolicLink' | 'Directory';
  readonly linkpath?: string;
}

const block = 512;

/** A `.tar.gz` with these entries, to the byte as they are given. */
export function packArchive(entries: readonly ArchiveEntry[]): Buffer {
  const parts = entries.flatMap(({ path, content = '', type = 'File', linkpath }) => {
    const body = Buffer.from(content);
    const header = Buffer.alloc(block);
    const fields = new Header({
      path,
      type,
      mode: 0o644,
      size: body.length,
      mtime: new Date(0),
      ...(linkpath === undefined ? {} : { linkpath }),
    });
    fields.encode(header);
    return [header, body, Buffer.alloc((block - (body.length % block)) % block)];
  });
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(2 * block)]));
}

/** Files below one top folder, as GitHub's archives have them. */
export function packSource(top: string, files: Readonly<Record<string, string>>): Buffer {
  return packArchive(Object.entries(files).map(([path, content]) => ({ path: `${top}/${path}`, content })));
}

const configMap = (name: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  key: value\n`;

/** A small source with the shape of upstream's: components, an overlay, a remote folder and a remote file. */
export const smallSource: Readonly<Record<string, string>> = {
  'example/kustomization.yaml':
    'resources:\n- ../common/first/base\n# - ../common/unused/base\n- ../applications/second/overlays/kubeflow  # a remark\n- ../applications/third\n',
  'common/first/base/kustomization.yaml': 'resources:\n- first.yaml\n',
  'common/first/base/first.yaml': configMap('first'),
  'common/unused/base/kustomization.yaml':
    'resources:\n- https://github.com/somebody/unused/releases/download/v1/unused.yaml\n',
  'applications/second/base/kustomization.yaml':
    'resources:\n- https://github.com/example/engine/manifests/base?ref=v1.2.3\n',
  'applications/second/overlays/kubeflow/kustomization.yaml': 'namespace: kubeflow\nresources:\n- ../../base\n',
  'applications/third/kustomization.yaml':
    'resources:\n- https://github.com/example/jobs/releases/download/v0.1.0/manifests.yaml\n',
};

/** The remote bases of the small source, by the address they are fetched from. */
export const smallBases: Readonly<Record<string, Buffer>> = {
  'https://github.com/example/engine/archive/refs/tags/v1.2.3.tar.gz': packSource('engine-1.2.3', {
    'manifests/base/kustomization.yaml': 'resources:\n- ../crds\n- engine.yaml\n',
    'manifests/base/engine.yaml': configMap('engine'),
    'manifests/crds/kustomization.yaml': 'resources:\n- kind.yaml\n',
    'manifests/crds/kind.yaml': configMap('kind'),
    'docs/large.md': 'nothing that rendering reads\n',
  }),
  'https://github.com/example/jobs/releases/download/v0.1.0/manifests.yaml': Buffer.from(configMap('jobs')),
};
