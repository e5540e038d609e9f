import type { CommandEntry } from '../../command-table.ts';

/** `mla release ...` */
export const releaseCommands: readonly CommandEntry[] = [
  {
    name: 'fetch',
    summary: 'Get a Kubeflow release: download its source and render it',
    example: 'release fetch 26.03.1',
    load: () => import('./release-fetch.ts'),
  },
  {
    name: 'build',
    summary: 'Build a bundle from a folder of rendered YAML',
    example: 'release build ./rendered --release 26.03.1',
    load: () => import('./release-build.ts'),
  },
  {
    name: 'add',
    summary: 'Add a release from a bundle',
    example: 'release add kubeflow-26.03.1.mlarelease',
    load: () => import('./release-add.ts'),
  },
  {
    name: 'list',
    summary: 'List the available releases',
    example: 'release list',
    load: () => import('./release-list.ts'),
  },
  {
    name: 'show',
    summary: 'Show a release and its components',
    example: 'release show 26.03.1',
    load: () => import('./release-show.ts'),
  },
  {
    name: 'export',
    summary: 'Export a release to a file for another machine',
    example: 'release export 26.03.1 --output kubeflow.mlarelease',
    load: () => import('./release-export.ts'),
  },
  {
    name: 'remove',
    summary: 'Remove a release',
    example: 'release remove 26.03.1',
    load: () => import('./release-remove.ts'),
  },
];
