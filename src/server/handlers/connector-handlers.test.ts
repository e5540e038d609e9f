import { expect, test } from 'vitest';
import { installationSchema } from '../../installation/installation.ts';
import { createRedactor } from '../../runs/secrets/redactor.ts';
import { Secret } from '../../secret.ts';
import type { ServerParts } from '../dependencies.ts';
import { connectorHandlers } from './connector-handlers.ts';

const connector = {
  id: 'company',
  type: 'oidc',
  name: 'Company',
  clientID: 'kubeflow',
  issuer: 'https://id.example.com',
} as const;

test.each([
  ['for the service that it was stored for', {}, 'stored'],
  ['never to another address', { issuer: 'https://elsewhere.example.com' }, undefined],
  ['never with another client', { clientID: 'other' }, undefined],
  ['never to another kind of service', { type: 'github', issuer: undefined }, undefined],
])('a stored client secret is used %s', async (_, change, expected) => {
  let used: string | undefined;
  const installation = installationSchema.parse({
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name: 'demo' },
    spec: {
      cluster: { platform: 'existing', connection: 'mine' },
      kubeflow: {
        release: '26.03.1',
        components: 'all',
        access: { expose: 'loadBalancer', host: 'kubeflow.example.com' },
        login: { connectors: [connector] },
      },
    },
  });
  const parts = {
    redactor: createRedactor(),
    installations: {
      getInstallation: async () => ({ spec: installation }),
      loadGivenSecrets: async () => ({ 'connector.company': new Secret('stored') }),
    },
    testConnector: async ({ secret }: { secret?: Secret }) => {
      used = secret?.reveal();
      return [];
    },
  } as unknown as ServerParts;
  const body = {
    connector: { ...connector, ...change },
    access: installation.spec.kubeflow?.access,
    installation: 'demo',
  };
  const { testConnector } = connectorHandlers(parts);
  await testConnector({ body, signal: new AbortController().signal } as unknown as Parameters<typeof testConnector>[0]);
  expect(used).toBe(expected);
});
