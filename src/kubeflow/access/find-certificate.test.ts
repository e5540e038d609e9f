import { expect, test } from 'vitest';
import { issueCertificate } from '../../../sandbox/certificates/issue.ts';
import { access as accessSchema } from '../../installation/access/access.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { clusterOf } from '../ownership/testing/cluster-of.fixture.ts';
import { readAccess } from './access.ts';
import { findCertificate, type FoundCertificate } from './find-certificate.ts';

const host = 'kubeflow.example.com';
const day = 24 * 3_600_000;
const inDays = (days: number): string => new Date(Date.now() + days * day).toISOString();
const namespace = 'istio-system';

const secret = (name: string, more: { days?: number; hosts?: string[] } = {}): KubernetesObject => {
  const { certificate, key } = issueCertificate({ commonName: host, hosts: [host], days: 90, ...more });
  const encoded = (text: string): string => Buffer.from(text).toString('base64');
  const data = { 'tls.crt': encoded(certificate), 'tls.key': encoded(key) };
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type: 'kubernetes.io/tls', data };
};
const issued = (more?: { days?: number; hosts?: string[] }) => secret('kubeflow-access-certificate', more);
const order = (status: object): KubernetesObject => ({
  apiVersion: 'cert-manager.io/v1',
  kind: 'Certificate',
  metadata: { name: 'kubeflow-access', namespace },
  status,
});
const ready = { type: 'Ready', status: 'True' };

async function look(objects: readonly KubernetesObject[], tls: object): Promise<FoundCertificate | undefined> {
  await using cluster = await clusterOf(objects);
  const access = readAccess(accessSchema.parse({ expose: 'loadBalancer', host, tls }));
  if (access === undefined) throw new Error('no access');
  return await findCertificate(access, {
    client: cluster.client,
    signal: new AbortController().signal,
    now: new Date(),
  });
}

const release = { from: 'release' };
const files = { from: 'files', certificate: '-----BEGIN CERTIFICATE-----' };

test('a good certificate is told with its last day, and nothing else', async () => {
  const found = await look([issued(), order({ conditions: [ready], renewalTime: inDays(60) })], release);
  expect(found?.notes).toEqual([]);
  expect(found?.validUntil?.toISOString().slice(0, 10)).toBe(inDays(90).slice(0, 10));
});

test('where something in front has the certificate, nothing is looked up', async () => {
  expect(await look([], { from: 'external' })).toBeUndefined();
});

test.each([
  [
    'not there yet',
    [order({ conditions: [{ type: 'Ready', status: 'False', message: 'Issuing certificate' }] })],
    release,
    /^There is no certificate yet: Issuing certificate\. See `kubectl describe certificate/,
  ],
  ['ended', [issued({ days: -2 })], release, /^The certificate ended on \d{4}-\d\d-\d\d: browsers refuse it\./],
  [
    'whose renewal failed',
    [
      issued({ days: 20 }),
      order({
        conditions: [ready, { type: 'Issuing', status: 'False', message: 'The issuer said no.' }],
        lastFailureTime: inDays(-1),
      }),
    ],
    release,
    /^The certificate was not renewed: The issuer said no\. See/,
  ],
  [
    'whose renewal is late',
    [issued({ days: 20 }), order({ conditions: [ready], renewalTime: inDays(-10) })],
    release,
    /^The certificate was not renewed: it was due on /,
  ],
  [
    'of given files that ends soon',
    [secret('kubeflow-access-files', { days: 12.5 })],
    files,
    /^The certificate ends in 12 days\. Store the new key with `mla access secret NAME tls-key`/,
  ],
  [
    'for another name',
    [issued({ hosts: ['other.example.com'] })],
    release,
    /^The certificate is not for kubeflow\.example\.com/,
  ],
])('a certificate %s is told with what to do', async (_, objects, tls, note) => {
  expect((await look(objects, tls))?.notes).toEqual([expect.stringMatching(note)]);
});
