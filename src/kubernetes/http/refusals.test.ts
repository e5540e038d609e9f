import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorDefinitions, type ErrorKey } from '../../errors/registry.ts';
import { askedOf } from '../api/api-calls.ts';
import { statusError } from './status-errors.ts';

/** What a real API server (Kubernetes 1.36.3) wrote when it was asked for something that it would not do. */
interface Refusal {
  readonly name: string;
  readonly verb: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly object: string;
  readonly namespace?: string;
  readonly status: number;
  readonly body: object | string;
}

const refusals = JSON.parse(
  readFileSync(join(import.meta.dirname, '../testing/refusals.fixture.json'), 'utf8'),
) as readonly Refusal[];

function errorFor({
  verb,
  apiVersion,
  kind,
  object,
  namespace,
  status,
  body,
}: Refusal): ReturnType<typeof statusError> {
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  const type = { group, version, kind, plural: `${kind.toLowerCase()}s`, namespaced: namespace !== undefined };
  const key = { ...(object === '' ? {} : { name: object }), ...(namespace === undefined ? {} : { namespace }) };
  const asked = askedOf('https://c:6443', kind === '' ? { verb, path: object } : { verb, type, key, path: '' });
  return statusError({ status, text: typeof body === 'string' ? body : JSON.stringify(body) }, asked);
}

/** Each refusal, the reason it is told by, and words of message, cause and fix. */
const expected: readonly (readonly [string, ErrorKey, RegExp])[] = [
  [
    'another selector of a Deployment',
    'kubernetes.immutableField',
    /^Deployment\.apps r\/app already exists with another value of spec\.selector, which cannot be changed: field is immutable .*kubectl get deployments\.apps app -n r -o yaml/,
  ],
  [
    'another service of a StatefulSet',
    'kubernetes.immutableField',
    /another value of spec, .*updates to statefulset spec for fields other than/,
  ],
  [
    'another image of a Job',
    'kubernetes.immutableField',
    /another value of spec\.template, which cannot be changed: field is immutable /,
  ],
  [
    'another address of a Service',
    'kubernetes.immutableField',
    /another value of spec\.clusterIPs\[0\], which cannot be changed: may not change once set .*kubectl delete services web -n r/,
  ],
  [
    'another storage class of a claim',
    'kubernetes.immutableField',
    /another value of spec, which cannot be changed: spec is immutable after creation except [^@]*$/,
  ],
  [
    'an immutable Secret',
    'kubernetes.immutableField',
    /another value of data, which cannot be changed: field is immutable when/,
  ],
  [
    'another role of a binding',
    'kubernetes.immutableField',
    /another value of roleRef, which cannot be changed: cannot change roleRef /,
  ],
  [
    'another scope of a definition',
    'kubernetes.immutableField',
    /another value of spec\.scope, .*kubectl delete customresourcedefinitions\.apiextensions\.k8s\.io fixeds\.ref\.example\.org`/,
  ],
  ['another provisioner of a StorageClass', 'kubernetes.immutableField', /another value of provisioner, /],
  [
    'another command of a Pod',
    'kubernetes.immutableField',
    /another value of spec, .*pod updates may not change fields other than/,
  ],
  [
    'a stored version that is taken away',
    'kubernetes.storedVersion',
    /cannot drop the version v1alpha2: .*kubectl get notes\.ref\.example\.org -A/,
  ],
  [
    'a list that a dead webhook would have to convert',
    'kubernetes.conversionUnreachable',
    /^The conversion webhook of olds\.ref\.example\.org does not answer: https:\/\/gone\.r\.svc:443\/convert: service "gone" not found .*kubectl patch crd olds\.ref\.example\.org /,
  ],
  [
    'an object that a dead webhook would have to convert',
    'kubernetes.conversionUnreachable',
    /olds\.ref\.example\.org/,
  ],
  [
    'no conversion where another manager asked for a webhook',
    'kubernetes.conversionLeft',
    /kubectl patch crd olds\.ref\.example\.org --type=merge -p '\{"spec":\{"conversion":\{"strategy":"None","webhook":null\}\}\}'/,
  ],
  [
    'an object of a definition that is being deleted',
    'kubernetes.definitionTerminating',
    /its CRD things\.ref\.example\.org is being deleted\. .*kubectl get things\.ref\.example\.org -A/,
  ],
  [
    'an object in a namespace that is being deleted',
    'kubernetes.namespaceTerminating',
    /kubectl get namespace leaving -o yaml/,
  ],
  [
    'an object that is being deleted, made again',
    'kubernetes.objectTerminating',
    /^ConfigMap r\/held is being deleted .*kubectl get configmaps held -n r/,
  ],
  ['a quota that was just made', 'kubernetes.quotaExceeded', /^The quota team leaves no room/],
  [
    'a pod without the limits that a quota wants',
    'kubernetes.quotaUndeclared',
    /^The quota team of the namespace q requires limits\.cpu, .*LimitRange.*kubectl edit resourcequota team -n q/,
  ],
  ['a service beyond the quota', 'kubernetes.quotaExceeded', /requested: services=1/],
  ['a pod beyond the quota', 'kubernetes.quotaExceeded', /limited: limits\.cpu=4/],
  ['a claim beyond the quota', 'kubernetes.quotaExceeded', /requests\.storage=5Gi/],
  [
    'a claim larger than a limit range allows',
    'kubernetes.limitRange',
    /^A LimitRange of the namespace l does not allow PersistentVolumeClaim l\/big: maximum storage usage per PersistentVolumeClaim is 1Gi, but request is 5Gi .*kubectl edit limitrange -n l/,
  ],
  ['a container larger than a limit range allows', 'kubernetes.limitRange', /maximum memory usage per Container/],
  ['a container smaller than a limit range allows', 'kubernetes.limitRange', /minimum cpu usage per Container/],
  ['a container whose limit is too many times its request', 'kubernetes.limitRange', /cpu max limit to request ratio/],
  [
    'a policy that denies',
    'kubernetes.deniedByPolicy',
    /^The admission policy no-config does not allow ConfigMap p\/a: no settings here .*bound by no-config-here.*kubectl get validatingadmissionpolicy no-config -o yaml/,
  ],
  [
    'a policy that cannot be judged',
    'kubernetes.deniedByPolicy',
    /^The admission policy broken .*resulted in error: no such key/,
  ],
  [
    'a policy without a message',
    'kubernetes.deniedByPolicy',
    /^The admission policy quiet .*failed expression: object\.spec\.ports\.size/,
  ],
  [
    'a webhook whose service is gone',
    'kubernetes.webhookUnreachable',
    /^The admission webhook gone\.example\.org .*service "nothing" not found/,
  ],
  [
    'a webhook whose service has no pod',
    'kubernetes.webhookUnreachable',
    /^The admission webhook empty\.example\.org .*503 Service Unavailable/,
  ],
  ['a pod that pod security forbids', 'kubernetes.podSecurity', /restricted:latest/],
  [
    'a pod without its account',
    'kubernetes.deniedByRule',
    /^An admission rule of this cluster does not allow Pod r\/p: error looking up service account/,
  ],
  ['a pod without its priority class', 'kubernetes.deniedByRule', /no PriorityClass with name nothing was found/],
  [
    'a role with more rights than one has',
    'kubernetes.forbidden',
    /^User "system:serviceaccount:r:half" may not grant rights that it does not have itself\. .*cluster-admin/,
  ],
  ['a binding to a role with more rights than one has', 'kubernetes.forbidden', /may not grant rights/],
  [
    'an apply without the right',
    'kubernetes.forbidden',
    /^User "system:serviceaccount:r:none" may not patch configmaps in the namespace r\./,
  ],
  [
    'an apply of a wide object without the right',
    'kubernetes.forbidden',
    /may not patch clusterroles of rbac\.authorization\.k8s\.io anywhere in the cluster\./,
  ],
  ['a path without the right', 'kubernetes.forbidden', /may not get \/metrics\./],
  ['a conflict with another field manager', 'kubernetes.conflict', /conflict with "mlanywhere"/],
  ['a namespace that is not there', 'kubernetes.namespaceMissing', /^The namespace nowhere does not exist/],
  ['a kind that is not there', 'kubernetes.kindUnknown', /kind Ghost of ref\.example\.org\/v9/],
  ['a field of the wrong type', 'kubernetes.invalid', /expected numeric/],
  ['a required field that is missing', 'kubernetes.invalid', /spec\.template\.spec\.containers: Required value/],
];

describe('a refusal is told by its reason:', () => {
  test.each(expected)('%s', (name, key, words) => {
    const error = errorFor(refusals.find((one) => one.name === name)!);
    expect(error.key).toBe(key);
    expect(`${error.message} ${error.likelyCause} ${error.fix}`.replaceAll('\n', ' ')).toMatch(words);
  });

  test('every refusal that was written down is in the table', () => {
    expect(refusals.map(({ name }) => name)).toEqual(expected.map(([name]) => name));
  });

  test('only a missing right is called one', () => {
    const called = refusals
      .filter((one) =>
        /RBAC|cluster-admin/.test(JSON.stringify(errorFor(one).report()).replace(JSON.stringify(one.body), '')),
      )
      .map(({ name }) => name);
    expect(called).toEqual(expected.filter(([, key]) => key === 'kubernetes.forbidden').map(([name]) => name));
  });

  test('no text keeps a placeholder', () => {
    for (const refusal of refusals)
      expect(`${errorFor(refusal).message} ${errorFor(refusal).fix}`).not.toMatch(/\{\w+\}/);
  });

  test('each reason has a fix of its own', () => {
    const fixes = [...new Set(expected.map(([, key]) => key))].map((key) => errorDefinitions[key].fix);
    expect(new Set(fixes).size).toBe(fixes.length);
  });
});

/** What a control plane says that has not come up yet: it passes. Texts from the sources of Kubernetes 1.36 (apiserver, registry/core/service). */
describe('a server that is not up yet is no refusal:', () => {
  test.each([
    [403, 'configmaps "a" is forbidden: not yet ready to handle request'],
    [403, 'services "a" is forbidden: status unknown for quota: team, resources: services'],
  ])('%i %s', (status, message) => {
    const error = statusError(
      { status, text: JSON.stringify({ kind: 'Status', message, code: status, reason: 'Forbidden' }) },
      askedOf('https://c:6443', { verb: 'apply', path: '/x' }),
    );
    expect(error.code).toBe('MLA-KUBERNETES-033');
  });
});
