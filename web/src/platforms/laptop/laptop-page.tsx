import { lazy } from 'react';
import { defaultRelease } from '../../../../src/installation/default-release.ts';
import { kubernetesMinors } from '../../../../src/platforms/laptop/definition/fields.ts';
import { withoutKey, withoutUserInfo } from '../../draft/without-secrets.ts';
import type { PlatformPage } from '../platform-page.ts';
import { laptopTeaching } from './teaching.ts';

const minute = 60_000;

/** What differs between the pages of kind, k3d and minikube. */
export interface LaptopTool {
  readonly id: 'kind' | 'k3d' | 'minikube';
  readonly title: string;
  readonly byHand: string;
  /** Whether the image of the nodes can be chosen. */
  readonly image: boolean;
  /** Whether a node can have limits of its own. */
  readonly sizes: boolean;
  /** The GPUs that it can pass on. */
  readonly gpus: readonly ('all' | 'nvidia' | 'amd')[];
}

/** What the pages share. */
export function laptopPage(tool: LaptopTool) {
  return {
    title: tool.title,
    firstName: 'kubeflow',
    firstRelease: defaultRelease,
    kept: [...keptFields, ...(tool.image ? ['image'] : []), ...(tool.sizes ? ['cpus', 'memoryGiB'] : []), 'gpus'],
    cleaned: { registryMirror: withoutUserInfo, certificateAuthority: withoutKey },
    ClusterFields: lazy(() =>
      import('./laptop-fields.tsx').then(({ LaptopFields }) => ({ default: () => <LaptopFields tool={tool} /> })),
    ),
    WithoutConnection: lazy(() =>
      import('./no-connection.tsx').then(({ NoConnection }) => ({ default: () => <NoConnection tool={tool} /> })),
    ),
    firstGuess: {
      create: 20 * minute,
      upgrade: 10 * minute,
      uninstall: 4 * minute,
      'remove-left-over': 2 * minute,
      'uninstall-found': 2 * minute,
      delete: minute,
    },
    teaching: laptopTeaching(tool.id, tool.byHand),
  } satisfies Partial<PlatformPage>;
}

/** What a new form says of the fields that all three have. */
export const emptyLaptopCluster = { kubernetes: kubernetesMinors[0], nodes: 1, ports: [], preload: [] };

const keptFields = ['kubernetes', 'nodes', 'engine', 'ports', 'registryMirror', 'certificateAuthority', 'preload'];
