import { expect, test } from 'vitest';
import { issueCertificate } from '../../../sandbox/certificates/issue.ts';
import type { ForeignChange } from '../../api/drift.ts';
import { installationSchema } from '../../installation/installation.ts';
import { clusterOf } from '../../kubeflow/ownership/testing/cluster-of.fixture.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { createOutbound } from '../../network/outbound.ts';
import { sandboxInstallation } from '../../runs/database/open-database.fixture.ts';
import { lookUpStates } from './look-up-states.ts';
import type { LookContext } from './look.ts';

const { signal } = new AbortController();
const day = 24 * 60 * 60 * 1000;

/** Looks at a cluster that has these objects. */
async function looking(
  objects: readonly KubernetesObject[],
  { access = {}, now = new Date(), simulated = false }: { access?: object; now?: Date; simulated?: boolean } = {},
  findDrift: LookContext['parts']['findDrift'] = () => Promise.resolve([]),
): Promise<AsyncDisposable & { readonly context: LookContext }> {
  const cluster = await clusterOf(objects);
  const base = sandboxInstallation('demo');
  const installed = installationSchema.parse({ ...base, spec: { ...base.spec, kubeflow: { access } } });
  const findAccess = () =>
    Promise.resolve({ expose: 'clusterIP', tls: null, address: null, notes: [], authority: null });
  const outbound = createOutbound({});
  const parts = { installations: undefined as never, openCluster: undefined as never, findAccess, findDrift, outbound };
  return {
    context: { parts, installed, client: cluster.client, simulated, now: () => now, signal },
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

const secret = (certificate: string): KubernetesObject => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { namespace: 'istio-system', name: 'kubeflow-access-certificate' },
  data: { 'tls.crt': Buffer.from(certificate).toString('base64') },
});
const host = 'kubeflow.example.com';
const { certificate } = issueCertificate({ commonName: host, hosts: [host], days: 90 });
const balanced = { expose: 'loadBalancer', host };

test.each([
  ['one that lasts', [secret(certificate)], 0, balanced, 'good', /^Valid until \d{4}-/],
  ['one that ends soon', [secret(certificate)], 80, balanced, 'attention', /^Valid until/],
  ['one that has expired', [secret(certificate)], 91, balanced, 'bad', /^Expired on/],
  ['one that is not issued yet', [], 0, balanced, 'bad', /^Not issued yet/],
  ['plain HTTP', [], 0, { ...balanced, tls: { from: 'none' } }, 'attention', /plain HTTP/],
  ['one that is elsewhere', [], 0, { ...balanced, tls: { from: 'external' } }, 'none', /does not see it/],
  ['a forwarded port', [], 0, {}, 'none', /^None/],
] as const)('the certificate: %s', async (...[, objects, days, access, state, value]) => {
  await using here = await looking(objects, { access, now: new Date(Date.now() + days * day) });
  const [found] = await lookUpStates(['certificate'], here.context);
  expect(found).toMatchObject({ id: 'certificate', state, value: expect.stringMatching(value) as string });
});

test('what cannot be looked up says why, and hides nothing else', async () => {
  const changed = [{ object: 'Deployment a/b' }] as unknown as readonly ForeignChange[];
  await using here = await looking([], {}, () => Promise.resolve(changed));
  const states = await lookUpStates(['cluster', 'users', 'address', 'drift', 'dashboard'], here.context);
  expect(states.map(({ id, state, value }) => `${id} ${state}: ${value}`)).toEqual([
    'cluster good: The API server answers (Kubernetes v1.36.3)',
    expect.stringMatching(/^users unknown: The settings of Dex in the ConfigMap auth\/dex cannot be changed safely/),
    'address none: None: a forwarded port, or Open the dashboard',
    'drift attention: 1 change by others',
    expect.stringMatching(/^dashboard unknown: /),
  ]);
  expect(states[1]?.error).toMatchObject({ code: 'MLA-USER-004' });
  expect(states[0]?.lookedUpAt).toBe(here.context.now().toISOString());
});

test('nobody asks the pods of a simulated cluster', async () => {
  await using here = await looking([], { simulated: true });
  for (const found of await lookUpStates(['dashboard', 'login'], here.context))
    expect(found).toMatchObject({ state: 'none', value: expect.stringContaining('simulated') as string });
});
