import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isNoProxyEntry } from '../../installation/proxy/refuse-proxy.ts';
import { listNoProxy } from './no-proxy-list.ts';

test('has everything that a cluster reaches by itself, each entry with its reason, the user’s own first', () => {
  const list = listNoProxy({
    wanted: ['.corp.example'],
    podNetworks: ['192.168.0.0/16'],
    serviceNetworks: ['10.96.0.0/12'],
    nodeNetworks: ['10.10.20.0/24'],
    nodes: ['10.10.20.11'],
    apiServer: '[fd00::10]',
    platform: { host: 'ccp.example', title: 'CCP itself' },
    registries: ['https://registry.example:5000/library', '10.1.0.0/16'],
  });
  expect(list).toEqual([
    { entry: '.corp.example', reason: 'named in the installation' },
    { entry: 'localhost', reason: 'this machine' },
    { entry: '127.0.0.1', reason: 'this machine' },
    { entry: '::1', reason: 'this machine' },
    { entry: '192.168.0.0/16', reason: 'network of the pods' },
    { entry: '10.96.0.0/12', reason: 'network of the services' },
    { entry: '.svc', reason: 'names of services' },
    { entry: '.cluster.local', reason: 'names of services' },
    { entry: '10.10.20.0/24', reason: 'network of the nodes' },
    { entry: '10.10.20.11', reason: 'a node' },
    { entry: 'fd00::10', reason: 'the API server' },
    { entry: 'ccp.example', reason: 'CCP itself' },
    { entry: 'registry.example', reason: 'a registry of the installation' },
    { entry: '10.1.0.0/16', reason: 'a registry of the installation' },
  ]);
});

test('has each entry once, whatever case it is written in, with the first reason', () => {
  const list = listNoProxy({ wanted: ['LOCALHOST', ' 10.0.0.0/8 '], nodeNetworks: ['10.0.0.0/8'], registries: [''] });
  const entries = list.map(({ entry }) => entry.toLowerCase());
  expect(new Set(entries).size).toBe(entries.length);
  expect(list).toContainEqual({ entry: '10.0.0.0/8', reason: 'named in the installation' });
});

test('what comes from the user fits, so does the whole list', () => {
  const wanted = fc.array(fc.oneof(fc.domain(), fc.ipV4(), fc.ipV6(), fc.constant('10.0.0.0/8')));
  fc.assert(
    fc.property(wanted, fc.domain(), (entries, host) => {
      const fitting = entries.filter(isNoProxyEntry);
      for (const { entry } of listNoProxy({
        wanted: fitting,
        registries: [`https://${host}:5000/v2/`],
        apiServer: host,
      }))
        expect(isNoProxyEntry(entry), entry).toBe(true);
    }),
  );
});
