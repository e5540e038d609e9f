import { expect, test } from 'vitest';
import { describeIssuer } from './token-issuer.ts';

const keys = '{"keys":[]}';

test.each([
  [
    'EKS',
    'https://oidc.eks.eu-west-1.amazonaws.com/id/0A1B',
    'https://ip-10-0-1-1.eu-west-1.compute.internal:443/openid/v1/jwks',
  ],
  ['EKS in China', 'https://oidc.eks.cn-north-1.amazonaws.com.cn/id/0A1B', 'https://ip-10-0-1-1:443/openid/v1/jwks'],
  [
    'GKE',
    'https://container.googleapis.com/v1/projects/p/locations/l/clusters/c',
    'https://172.16.0.2:443/openid/v1/jwks',
  ],
])('%s publishes its keys, and the address of the API server is not theirs', (_, issuer, address) => {
  expect(describeIssuer({ issuer, address, keys })).toEqual({ issuer, keysAddress: undefined, keys, isPublic: true });
});

test('AKS publishes its keys where its discovery says', () => {
  const issuer = 'https://westeurope.oic.prod-aks.azure.com/tenant/cluster/';
  const address = `${issuer}openid/v1/jwks`;
  expect(describeIssuer({ issuer, address, keys })).toMatchObject({ isPublic: true, keysAddress: address });
});

test.each([
  'https://kubernetes.default.svc.cluster.local',
  'https://lab-dns-1a2b.hcp.westeurope.azmk8s.io',
  'https://oidc.eks.eu-west-1.amazonaws.com.example.org/id/0A1B',
  'kubernetes/serviceaccount',
])('%s publishes nothing', (issuer) => {
  expect(describeIssuer({ issuer, address: `${issuer}/openid/v1/jwks`, keys })).toEqual({
    issuer,
    keysAddress: undefined,
    keys,
    isPublic: false,
  });
});
