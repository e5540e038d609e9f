import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { shareRoutes } from './passing-paths.ts';

const service = (namespace: string, http: readonly object[], hosts = ['*']): KubernetesObject => ({
  apiVersion: 'networking.istio.io/v1',
  kind: 'VirtualService',
  metadata: { name: 'models', namespace },
  spec: { hosts, gateways: ['platform/main'], http },
});
const to = (prefixes: readonly string[], host: string): object => ({
  match: prefixes.map((prefix) => ({ uri: { prefix } })),
  rewrite: { uri: '/' },
  route: [{ destination: { host, port: { number: 80 } } }],
});

test('a path that is taken over leads to its new place before the old claim goes', () => {
  const shared = shareRoutes(service('old', [to(['/models/'], 'page')]), service('new', [to(['/models/'], 'ui.new')]));
  expect(shared).toEqual({ during: [to(['/models/'], 'ui.new')], after: [] });
});

test('a short name of a service means the same service from another namespace', () => {
  const { during } = shareRoutes(service('old', [to(['/a/'], 'page')]), service('new', [to(['/a/'], 'ui')]));
  expect(during).toEqual([to(['/a/'], 'ui.new.svc.cluster.local')]);
});

test('paths that are not taken over stay where they were', () => {
  const old = service('old', [to(['/a/', '/b/'], 'page.old'), to(['/c/'], 'other.old')]);
  const next = to(['/a/'], 'ui.new');
  const after = [to(['/b/'], 'page.old'), to(['/c/'], 'other.old')];
  expect(shareRoutes(old, service('new', [next]))).toEqual({ during: [next, ...after], after });
});

test('a path of another host is not taken over', () => {
  const old = service('old', [to(['/a/'], 'page.old')], ['one.example.com', 'two.example.com']);
  const { after } = shareRoutes(old, service('new', [to(['/a/'], 'ui.new')], ['one.example.com']));
  expect(after).toEqual([to(['/a/'], 'page.old')]);
});

test('a route without a match is the path /', () => {
  const [all, next] = [{ route: [{ destination: { host: 'page.old' } }] }, to(['/'], 'ui.new')];
  expect(shareRoutes(service('old', [all]), service('new', [next]))).toEqual({ during: [next], after: [] });
});
