import { defaultWorkers } from '../../../../src/installation/worker-groups.ts';
import { defaultControlPlane } from '../../../../src/platforms/ccp/definition/cluster.ts';
import { lazy } from 'react';
import type { Trust } from '../../../../src/api/contract.ts';
import { defaultRelease } from '../../../../src/installation/default-release.ts';
import { definePage } from '../platform-page.ts';
import { noProxyTyped, proxyInput, type TypedProxy } from '../typed-proxy.ts';
import { readSshKey } from './ssh-key.ts';
import { ccpTeaching } from './teaching.ts';

/** What is typed of a connection to CCP. */
export interface CcpConnection extends TypedProxy {
  readonly address: string;
  readonly username: string;
  readonly password: string;
  readonly trust: Trust;
}

const minute = 60_000;

export const ccpPage = definePage<'ccp', CcpConnection>({
  title: 'Cisco Container Platform',
  firstName: '',
  firstRelease: defaultRelease,
  emptyCluster: (connection) => ({
    platform: 'ccp',
    connection,
    ccp: {
      provider: '',
      datacenter: '',
      cluster: '',
      resourcePool: '',
      network: '',
      datastore: '',
      image: '',
      vipPool: '',
      sshKey: '',
      sshUser: 'ccpuser',
      podCidr: '192.168.0.0/16',
      loadBalancers: 1,
      ntpServers: [],
      ntpPools: [],
      insecureRegistries: [],
      rootCaRegistries: [],
      workers: { ...defaultWorkers },
      controlPlane: { ...defaultControlPlane },
    },
  }),
  kept: [
    'provider',
    'datacenter',
    'cluster',
    'resourcePool',
    'network',
    'datastore',
    'image',
    'vipPool',
    'sshKey',
    'sshUser',
    'podCidr',
    'loadBalancers',
    'ntpServers',
    'ntpPools',
    'insecureRegistries',
    'rootCaRegistries',
    'workers',
    'moreWorkers',
    'controlPlane',
  ],
  cleaned: { sshKey: (value) => (typeof value === 'string' && !value.includes('PRIVATE KEY') ? value : '') },
  ClusterFields: lazy(() => import('./cluster-fields.tsx').then((module) => ({ default: module.CcpFields }))),
  fits: async ({ ccp: { sshKey } }) => !('problem' in (await readSshKey(sshKey))),
  looksUpNames: true,
  connection: {
    name: 'lab',
    empty: { address: '', username: '', password: '', trust: { mode: 'system' }, ...noProxyTyped },
    Fields: lazy(() => import('./connection-fields.tsx').then((module) => ({ default: module.CcpConnectionFields }))),
    toInput: ({ address, username, password, trust, ...proxy }) => ({
      address: withScheme(address.trim()),
      username,
      password,
      trust,
      ...proxyInput(proxy),
    }),
    layers: ['address', 'name', 'tcp', 'tls', 'login', 'permission', 'version'],
    loginRequest: ({ address = '', username = '' }) => {
      const body = { username: username === '' ? '<user>' : username, password: '<password>' };
      const origin = address === '' ? '<address>' : address.replace(/\/+$/, '');
      return `POST ${origin}/v3/system/login\n\n${JSON.stringify(body, null, 2)}`;
    },
  },
  request: {
    deletion: (name) => `DELETE <address>/v3/clusters/<id of ${name}>/`,
  },
  // Virtual machines that are cloned one by one, images that come over a network.
  firstGuess: {
    create: 25 * minute,
    upgrade: 10 * minute,
    uninstall: 4 * minute,
    'remove-left-over': 2 * minute,
    'uninstall-found': 2 * minute,
    delete: 5 * minute,
  },
  teaching: ccpTeaching,
});

/** People copy an address without its scheme; the platform speaks https only. */
function withScheme(address: string): string {
  return address === '' || address.includes('://') ? address : `https://${address}`;
}
