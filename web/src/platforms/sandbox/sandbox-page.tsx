import { lazy } from 'react';
import { defaultWorkers } from '../../../../src/installation/worker-groups.ts';
import { definePage } from '../platform-page.ts';
import { sandboxTeaching } from './words.ts';

const minute = 60_000;

export const sandboxPage = definePage<'sandbox', never>({
  title: 'Sandbox',
  firstName: 'sandbox',
  firstRelease: 'sample',
  emptyCluster: () => ({
    platform: 'sandbox',
    sandbox: { workers: { ...defaultWorkers } },
  }),
  kept: ['workers', 'moreWorkers'],
  ClusterFields: lazy(() => import('./cluster-fields.tsx').then((module) => ({ default: module.SandboxFields }))),
  WithoutConnection: lazy(() => import('./no-connection.tsx').then((module) => ({ default: module.NoConnection }))),
  firstGuess: {
    create: 1.5 * minute,
    upgrade: minute,
    uninstall: 0.5 * minute,
    'remove-left-over': 0.5 * minute,
    'uninstall-found': 0.5 * minute,
    delete: 0.5 * minute,
  },
  teaching: sandboxTeaching,
});
