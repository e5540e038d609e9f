import type { CatalogueEntry } from '../release/component-catalogue.ts';

/** The components of the sample release, one file each in `objects/`. */
export const sampleCatalogue: readonly CatalogueEntry[] = [
  {
    name: 'namespaces',
    title: 'Namespaces',
    description: 'The namespaces the sample service lives in.',
    purpose: 'platform',
    files: ['namespaces'],
  },
  {
    name: 'certificates',
    title: 'Certificates',
    description: 'Issues the certificates that webhooks inside the cluster are called with.',
    purpose: 'platform',
    files: ['certificates'],
  },
  {
    name: 'workspaces',
    title: 'Workspaces',
    description: 'Gives each user a namespace of their own.',
    purpose: 'login',
    files: ['workspaces'],
  },
  {
    name: 'pod-presets',
    title: 'Pod presets',
    description: 'Adds a file mirror to every notebook pod.',
    purpose: 'platform',
    files: ['pod-presets'],
  },
  {
    name: 'login',
    title: 'Login page',
    description: 'The login page and the user behind it.',
    purpose: 'login',
    files: ['login'],
  },
  {
    name: 'notebooks',
    title: 'Notebooks',
    description: 'The page that starts notebooks.',
    purpose: 'notebooks',
    files: ['notebooks'],
  },
  {
    name: 'user-workspace',
    title: 'First user workspace',
    description: 'The workspace of the first user.',
    purpose: 'login',
    files: ['user-workspace'],
  },
  {
    name: 'history',
    title: 'History',
    description: 'Remembers which notebook ran when.',
    purpose: 'data',
    files: ['history'],
  },
  {
    name: 'samples',
    title: 'Samples',
    description: 'First steps in the workspace of the first user.',
    purpose: 'registry',
    files: ['samples'],
  },
];
