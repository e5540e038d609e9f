import { expect, test } from 'vitest';
import { installationSchema } from '../installation.ts';
import { describeProblems } from '../describe-problems.ts';
import { printInstallation } from '../print-installation.ts';
import { readInstallation } from '../yaml.ts';
import { redirectUriOf } from './redirect-uri.ts';

const oidc = { id: 'company', type: 'oidc', name: 'Company', clientID: 'kubeflow', issuer: 'https://id.example.com' };
const access = { expose: 'loadBalancer', host: 'kubeflow.example.com', tls: { from: 'release' } };

function installation(connectors: readonly object[], more: object = {}): object {
  return {
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name: 'demo' },
    spec: {
      cluster: { platform: 'existing', connection: 'lab' },
      kubeflow: { access, login: { connectors }, ...more },
    },
  };
}

test('each type of login service is accepted with its fields, and reads back from YAML as it was', () => {
  const given = installation([
    { ...oidc, scopes: ['email'], emailClaim: 'upn', claimsFrom: 'userinfo', emailVerified: 'assumed' },
    { id: 'entra', type: 'microsoft', name: 'Entra ID', clientID: 'app', tenant: 'example.com' },
    { id: 'google', type: 'google', name: 'Google', clientID: 'app', domains: ['example.com'] },
    { id: 'code', type: 'github', name: 'GitHub', clientID: 'app', organizations: ['example'] },
  ]);
  const read = installationSchema.parse(given);
  expect(readInstallation(printInstallation(read))).toEqual(read);
});

test.each<[what: string, connectors: object[], more: object, problem: string]>([
  ['an OpenID provider without address', [{ ...oidc, issuer: undefined }], {}, '0.issuer is missing'],
  ['Entra ID without tenant', [{ ...oidc, type: 'microsoft', issuer: undefined }], {}, '0.tenant is missing'],
  [
    'a tenant that is everybody',
    [{ ...oidc, type: 'microsoft', issuer: undefined, tenant: 'common' }],
    {},
    '0.tenant must be one tenant',
  ],
  [
    'a field of another type',
    [{ ...oidc, tenant: 'x' }],
    {},
    '0.tenant has no effect with type oidc: it is for microsoft',
  ],
  ['the same id twice', [oidc, oidc], {}, '1.id is there twice: company'],
  ['an id of Dex', [{ ...oidc, id: 'local' }], {}, '0.id cannot be local'],
  [
    'what Dex would replace',
    [{ ...oidc, clientID: '$HOME' }],
    {},
    '0.clientID cannot be “$HOME”: a text on one line, without $',
  ],
  ['a password in the address', [{ ...oidc, issuer: 'https://a:b@id.example.com' }], {}, '0.issuer must not hold'],
  ['a forwarded port', [oidc], { access: {} }, 'connectors need an address to send people back to'],
  [
    'a node port that nobody knows yet',
    [oidc],
    { access: { ...access, expose: 'nodePort' } },
    'connectors need an address',
  ],
  [
    'open registration for the whole world',
    [{ ...oidc, type: 'google', issuer: undefined }],
    { registration: 'open' },
    '0.domains is missing: registration is open',
  ],
])('%s is refused with the reason', (_, connectors, more, problem) => {
  const given = installation(connectors, more);
  const { error } = installationSchema.safeParse(given);
  const problems = error === undefined ? [] : describeProblems(error, given);
  expect(problems.map(({ path, message }) => `${path} ${message}`).join('\n')).toContain(problem);
  expect(JSON.stringify(problems)).not.toContain('a:b@');
});

test('the redirect URI is below the address of Kubeflow', () => {
  expect(redirectUriOf({ expose: 'ingress', host: 'kf.example.com' })).toBe('https://kf.example.com/dex/callback');
  expect(redirectUriOf({ expose: 'nodePort', nodePort: 30_080, host: 'kf.lab', tls: { from: 'none' } })).toBe(
    'http://kf.lab:30080/dex/callback',
  );
  expect(redirectUriOf({ expose: 'clusterIP' })).toBeUndefined();
});
