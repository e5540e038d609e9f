import { expect, test } from 'vitest';
import { installationSchema, type InstallationInput } from '../../installation/installation.ts';
import { demoInstallation } from '../../platforms/ccp/testing/simulated-ccp.fixture.ts';
import { podProxyWish } from './pod-proxy-wish.ts';

const proxy = { https: 'http://proxy.example:3128', noProxy: ['.corp.example'], pods: 'all' } as const;

const specOf = (spec: InstallationInput['spec']) =>
  installationSchema.parse({
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name: 'demo' },
    spec,
  }).spec;

test('registries of the order go around the proxy of pods too, by their host', () => {
  const { spec } = demoInstallation({
    insecureRegistries: ['registry.example:5000', '10.1.0.0/16'],
    rootCaRegistries: ['https://images.example/library'],
  });
  expect(podProxyWish({ ...spec, proxy: { ...proxy, noProxy: ['.corp.example'] } })?.noProxy).toEqual([
    '.corp.example',
    'registry.example',
    '10.1.0.0/16',
    'images.example',
  ]);
});

test('so does the mirror of a cluster on this machine', () => {
  const spec = specOf({
    cluster: { platform: 'kind', kind: { registryMirror: 'https://mirror.example:5000' } },
    proxy: { ...proxy, noProxy: [] },
  });
  expect(podProxyWish(spec)?.noProxy).toEqual(['mirror.example']);
});

test('without a proxy there is none, and a cluster that is not known names none', () => {
  expect(podProxyWish(specOf({ cluster: { platform: 'kind' } }))).toBeUndefined();
  expect(podProxyWish({ proxy: { ...proxy, noProxy: [] } })?.noProxy).toEqual([]);
});
