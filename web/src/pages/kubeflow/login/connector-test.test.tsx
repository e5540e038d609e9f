import { expect, test } from 'vitest';
import { render, wordsOf } from '../../../../testing/render.fixture.ts';
import { MlaError } from '../../../../../src/errors/error.ts';
import { connectorProblems } from './connector-problems.ts';
import { ConnectorChecks } from './connector-test.tsx';
import { secretsOf } from './given-secrets.tsx';
import { issuerHint, newConnector, providers } from './providers.ts';

test('each answer of a login service is shown, with cause and fix of what failed', async () => {
  const error = new MlaError('connector.redirectUnregistered', { address: 'https://kf.example.com/dex/callback' });
  const html = await render(
    <ConnectorChecks
      checks={[
        { id: 'discovery', title: 'The login service answers', outcome: 'passed', seen: 'an OpenID provider' },
        { id: 'redirect', title: 'It sends people back', outcome: 'failed', seen: '', error: error.report() },
        { id: 'credentials', title: 'It accepts the client', outcome: 'unknown', seen: 'not stored yet' },
      ]}
    />,
  );
  expect([...html.matchAll(/data-outcome="(\w+)"/g)].map(([, outcome]) => outcome)).toEqual([
    'passed',
    'failed',
    'unknown',
  ]);
  expect(wordsOf(html)).toContain('Add https://kf.example.com/dex/callback to the redirect URIs');
  expect(wordsOf(html)).toContain('MLA-CONNECTOR-009');
});

test('a login service is added under an id of its own, and its address looks like those of its kind', () => {
  const [keycloak] = providers;
  if (keycloak === undefined) throw new Error('no providers');
  expect(newConnector(keycloak, ['keycloak']).id).toBe('keycloak-2');
  expect(issuerHint('keycloak-2')).toContain('/realms/');
  expect(issuerHint('other')).toBe('https://id.example.com');
});

test('only secrets of connectors that are there go with the installation', () => {
  const values = { company: 'one', removed: 'two', empty: '' };
  expect(secretsOf([{ id: 'company' }, { id: 'empty' }], { values })).toEqual({
    secrets: { 'connector.company': 'one' },
  });
  expect(secretsOf([], { values })).toEqual({});
});

test('what keeps a login service from being tested is said by field', () => {
  const oidc = { id: 'company', type: 'oidc', name: 'Company', clientID: '' } as const;
  expect(connectorProblems(oidc)).toEqual({ clientID: 'Fill in this field.', issuer: 'Fill in this field.' });
  expect(connectorProblems({ ...oidc, clientID: 'kubeflow', issuer: 'id.example.com' })).toEqual({
    issuer: expect.stringContaining('address') as string,
  });
  const entra = { id: 'entra', type: 'microsoft', name: 'Entra', clientID: 'kubeflow', tenant: 'common' } as const;
  expect(connectorProblems(entra)).toEqual({ tenant: expect.stringContaining('one tenant') as string });
  const hub = { id: 'github', type: 'github', name: 'GitHub', clientID: 'kubeflow' } as const;
  expect(Object.keys(connectorProblems({ ...hub, organizations: ['fine', 'not so'] }))).toEqual(['organizations']);
  expect(connectorProblems(hub)).toEqual({});
});
