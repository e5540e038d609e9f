import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { makePlan } from '../../plan/make-plan.ts';
import { releaseOf } from '../../testing/releases.fixture.ts';
import { definitionKeyOf, explainMissingStatus } from './missing-status.ts';

const release = releaseOf(`
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.example.org}
spec: {group: example.org, scope: Cluster, names: {kind: Thing, plural: things}, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]}
---
{apiVersion: example.org/v1, kind: Thing, metadata: {name: one}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: one, namespace: a}, spec: {podSelector: {}}}
`);
const { objects } = makePlan({ release, components: 'all', installation: { name: 'demo' }, parameters: {} });
const planned = (kind: string) => {
  const found = objects.find(({ key }) => key.kind === kind);
  if (found === undefined) throw new Error(`no ${kind}`);
  return found;
};
const thing: KubernetesObject = { apiVersion: 'example.org/v1', kind: 'Thing', metadata: { name: 'one' } };
const definition = (versions: object[]): KubernetesObject => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'things.example.org' },
  spec: { versions },
});

test('only a custom resource has a definition', () => {
  expect(definitionKeyOf(planned('Thing'))?.name).toBe('things.example.org');
  expect(definitionKeyOf(planned('NetworkPolicy'))).toBeUndefined();
});

test('an object without status, whose definition keeps none in its version, does not become ready by waiting', () => {
  const other = { name: 'v2', subresources: { status: {} } };
  expect(explainMissingStatus(thing, planned('Thing'), definition([{ name: 'v1' }, other]))).toMatchObject({
    message: expect.stringContaining('Thing one has no status: the CRD things.example.org has no status') as string,
    heals: false,
  });
});

test('one that has a status, or can get one, is no trouble', () => {
  const silent = definition([{ name: 'v1' }]);
  expect(explainMissingStatus({ ...thing, status: {} }, planned('Thing'), silent)).toBeUndefined();
  const keeping = definition([{ name: 'v1', subresources: { status: {} } }]);
  expect(explainMissingStatus(thing, planned('Thing'), keeping)).toBeUndefined();
});
