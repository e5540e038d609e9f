import { lazy } from 'react';
import { defaultRelease } from '../../../../src/installation/default-release.ts';
import { definePage } from '../platform-page.ts';
import { noProxyTyped, proxyInput, type TypedProxy } from '../typed-proxy.ts';
import { existingTeaching } from './words.ts';

/** What is typed of a connection to a cluster. */
export interface ExistingConnection extends TypedProxy {
  readonly kubeconfig: string;
  readonly context: string;
}

const minute = 60_000;

export const existingPage = definePage<'existing', ExistingConnection>({
  title: 'Existing cluster',
  firstName: '',
  firstRelease: defaultRelease,
  emptyCluster: (connection) => ({ platform: 'existing', connection, existing: {} }),
  kept: ['context'],
  ClusterFields: lazy(() => import('./cluster-fields.tsx').then((module) => ({ default: module.ExistingFields }))),
  connection: {
    name: 'cluster',
    empty: { kubeconfig: '', context: '', ...noProxyTyped },
    Fields: lazy(() => import('./connection-fields.tsx').then((module) => ({ default: module.KubeconfigFields }))),
    // An empty text is told as a field that is missing something.
    toInput: ({ kubeconfig, context, ...proxy }) => ({
      kubeconfig,
      ...(context === '' ? {} : { context }),
      ...proxyInput(proxy),
    }),
    layers: ['address', 'name', 'tcp', 'tls', 'login', 'permission', 'version', 'cluster'],
  },
  OfConnection: lazy(() => import('./remove-found-link.tsx').then((module) => ({ default: module.RemoveFoundLink }))),
  firstGuess: {
    create: 8 * minute,
    upgrade: 10 * minute,
    uninstall: 3 * minute,
    'remove-left-over': 2 * minute,
    'uninstall-found': 2 * minute,
    delete: 2 * minute,
  },
  teaching: existingTeaching,
});
