import { expect, test } from 'vitest';
import type { PresentObject } from '../../present/read-present.ts';
import type { FoundObject } from '../found/found.ts';
import { sayPresent } from './find-traces.ts';
import { judgeRemoval } from './judge-removal.ts';

const object = (kind: string, name: string, more: { group?: string; namespace?: string } = {}): PresentObject => {
  const { group = '', namespace } = more;
  const type = { group, version: 'v1', kind, plural: `${kind.toLowerCase()}s`, namespaced: namespace !== undefined };
  const place = namespace === undefined ? {} : { namespace };
  return { type, metadata: { name, uid: `${kind} ${name}`, ...place, managedFields: [{ manager: 'kubectl' }] } };
};
const definition = (name: string): PresentObject =>
  object('CustomResourceDefinition', name, { group: 'apiextensions.k8s.io' });

test('software that others use stays with the software that it uses itself, and Kubeflow goes', () => {
  const released: readonly (readonly [PresentObject, string])[] = [
    [object('Namespace', 'kubeflow'), 'kubeflow-namespaces'],
    [object('Deployment', 'dashboard', { group: 'apps', namespace: 'kubeflow' }), 'dashboard'],
    [definition('models.serving.example'), 'serving'],
    [object('Certificate', 'webhook', { group: 'certificates.example', namespace: 'kubeflow' }), 'serving'],
    [definition('certificates.certificates.example'), 'cert-manager'],
    [object('Deployment', 'issuer', { group: 'apps', namespace: 'kubeflow' }), 'cert-manager'],
  ];
  const own = object('Model', 'shop', { group: 'serving.example', namespace: 'shop' });
  const objects = new Map(
    released.map(([{ metadata }, component]): [string, FoundObject] => [
      metadata.uid ?? '',
      { component, isBasis: component === 'cert-manager' },
    ]),
  );
  const release = { name: 'kubeflow', version: '1' };
  const { goes, keeps } = judgeRemoval({
    installation: 'found-lab',
    present: { objects: [...released.map(([one]) => one), own], unread: [] },
    contents: new Map(),
    answering: new Set(),
    effects: undefined,
    wish: { data: [] },
    found: { release, equal: 6, different: 0, absent: 0, others: [], objects, take: new Set(['users', 'programs']) },
  });
  expect(goes.map(sayPresent)).toEqual(['Deployment kubeflow/dashboard']);
  expect(keeps.map((one) => `${sayPresent(one)}: ${one.because}`)).toContain(
    'Deployment kubeflow/issuer: serving uses it, and stays: Model shop/shop uses it',
  );
});
