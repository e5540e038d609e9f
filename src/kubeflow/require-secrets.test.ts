import { expect, test } from 'vitest';
import { installationSchema, type Installation } from '../installation/installation.ts';
import { requireSecrets } from './require-secrets.ts';

const address = { expose: 'loadBalancer', host: 'kubeflow.example.com' };
const google = { id: 'company', type: 'google', name: 'Company', clientID: 'kubeflow' };

function demo(kubeflow: object): Installation {
  return installationSchema.parse({
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name: 'demo' },
    spec: {
      cluster: { platform: 'existing', connection: 'mine' },
      kubeflow: { release: '26.03.1', components: 'all', access: address, ...kubeflow },
    },
  });
}

const nothing = { given: [], stored: [] };

test('a client secret or key that is neither stored nor given is missed before anything is made', () => {
  const connected = demo({ login: { connectors: [google] } });
  expect(() => requireSecrets(connected, nothing)).toThrow(expect.objectContaining({ key: 'connector.secretMissing' }));
  requireSecrets(connected, { given: ['connector.company'], stored: [] });
  requireSecrets(connected, { given: [], stored: ['connector.company'] });
  const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n';
  const withFiles = demo({ access: { ...address, tls: { from: 'files', certificate } } });
  expect(() => requireSecrets(withFiles, nothing)).toThrow(expect.objectContaining({ key: 'expose.secretMissing' }));
  requireSecrets(withFiles, { given: [], stored: ['tls-key'] });
});

test('a client secret for a connector that the installation does not have is refused by the names that it has', () => {
  expect(() =>
    requireSecrets(demo({ login: { connectors: [google] } }), {
      given: ['connector.compny'],
      stored: ['connector.company'],
    }),
  ).toThrow('The installation demo has no connector compny. It has: company.');
});
