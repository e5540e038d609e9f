import { builtInTypes } from '../../../kubernetes/objects/built-in-types.ts';
import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { isAskedAbout, webhooksOf, type GuardedWrite, type Webhook } from './webhook.ts';

const service = { namespace: 'system', name: 'hook' };

function webhook(fields: object): Webhook {
  const configuration: KubernetesObject = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'checks' },
    webhooks: [{ name: 'a.b.c', clientConfig: { service }, rules: [rule({})], ...fields }],
  };
  const [read] = webhooksOf(configuration);
  if (read === undefined) throw new Error('the configuration has no webhook');
  return read;
}

const rule = (fields: object): object => ({
  apiGroups: ['g'],
  apiVersions: ['v1'],
  resources: ['things'],
  operations: ['CREATE'],
  ...fields,
});

const write = (fields: Partial<GuardedWrite> = {}): GuardedWrite => ({
  type: { group: 'g', version: 'v1', kind: 'Thing', plural: 'things', namespaced: true },
  versions: ['v1', 'v2'],
  labels: {},
  namespaceLabels: { team: 'blue' },
  ...fields,
});

const thing = write().type;

describe('a webhook is asked', () => {
  test.each([
    ['for its group, version and resource', {}],
    [
      'for every group, version and resource',
      { rules: [rule({ apiGroups: ['*'], apiVersions: ['*'], resources: ['*/*'] })] },
    ],
    ['when one of several rules matches', { rules: [rule({ apiGroups: ['other'] }), rule({})] }],
    ['on updates alone, because an object may be there already', { rules: [rule({ operations: ['UPDATE'] })] }],
    ['for another version of the kind, which the server converts', { rules: [rule({ apiVersions: ['v2'] })] }],
    ['for its scope', { rules: [rule({ scope: 'Namespaced' })] }],
    [
      'when its selectors take namespace and object',
      {
        namespaceSelector: { matchLabels: { team: 'blue' } },
        objectSelector: { matchExpressions: [{ key: 'x', operator: 'DoesNotExist' }] },
      },
    ],
  ])('%s', (_case, fields) => {
    expect(isAskedAbout(webhook(fields), write())).toBe(true);
  });
});

describe('a webhook is not asked', () => {
  test.each([
    ['for another group', { rules: [rule({ apiGroups: ['h'] })] }],
    [
      'for another version when it wants to match exactly',
      { matchPolicy: 'Exact', rules: [rule({ apiVersions: ['v2'] })] },
    ],
    ['for subresources only', { rules: [rule({ resources: ['things/status'] })] }],
    ['on deletion only', { rules: [rule({ operations: ['DELETE'] })] }],
    ['for another scope', { rules: [rule({ scope: 'Cluster' })] }],
    ['when it has no rules yet', { rules: undefined }],
    [
      'in namespaces its selector leaves out',
      { namespaceSelector: { matchExpressions: [{ key: 'team', operator: 'NotIn', values: ['blue'] }] } },
    ],
    ['for objects its selector leaves out', { objectSelector: { matchLabels: { wanted: 'yes' } } }],
  ])('%s', (_case, fields) => {
    expect(isAskedAbout(webhook(fields), write())).toBe(false);
  });
});

test('a namespace selector never spares cluster-wide objects', () => {
  const guarded = webhook({ namespaceSelector: { matchLabels: { team: 'red' } } });
  const { namespaceLabels, ...rest } = write({ type: { ...thing, namespaced: false } });
  expect(namespaceLabels).toBeDefined();
  expect(isAskedAbout(guarded, { ...rest, namespaceLabels: undefined })).toBe(true);
});

test('a webhook without failure policy is fail-closed, as the API has it', () => {
  expect(webhook({}).failClosed).toBe(true);
  expect(webhook({ failurePolicy: 'Ignore' }).failClosed).toBe(false);
});

test('pods are matched by the labels of their template', () => {
  const injector = webhook({
    rules: [rule({ apiGroups: [''], resources: ['pods'] })],
    objectSelector: { matchExpressions: [{ key: 'inject', operator: 'NotIn', values: ['false'] }] },
  });
  const pod = (labels: Record<string, string>): GuardedWrite =>
    write({ type: builtInTypes.pod, versions: ['v1'], labels });
  expect(isAskedAbout(injector, pod({}))).toBe(true);
  expect(isAskedAbout(injector, pod({ inject: 'false' }))).toBe(false);
});
