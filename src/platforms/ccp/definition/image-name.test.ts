import { expect, test } from 'vitest';
import { compareImages, readImageName } from './image-name.ts';

// Names from CCP releases 1.5 to 7.0.
test.each([
  ['ccp-tenant-image-1.10.1-ubuntu16-1.5.0', '1.10.1', '1.5.0'],
  ['CCP/ccp-tenant-image-1.12.7-ubuntu18-3.2.1', '1.12.7', '3.2.1'],
  ['hx1-ccp-tenant-image-1.16.3-ubuntu18-6.1.1-pre', '1.16.3', '6.1.1'],
  ['ccp-tenant-image-1.17.6-ubuntu18-7.0.0', '1.17.6', '7.0.0'],
  ['ccp-tenant-image-1.21.0-ubuntu20', '1.21.0', undefined],
  // A build hash is no release of CCP.
  ['ccp-tenant-image-1.18.12-ubuntu18-94a8577-2.ova', '1.18.12', undefined],
  ['ccp-tenant-image-1.17.6-ubuntu18-811-70f89a7', '1.17.6', undefined],
  ['ccp-tenant-image-1.17.6-ubuntu18-7.0.0.ova', '1.17.6', '7.0.0'],
  ['ccp-tenant-image-1.36.3-ubuntu24-simulated', '1.36.3', undefined],
])('%s has Kubernetes %s and is for CCP %s', (name, kubernetesVersion, ccpVersion) => {
  expect(readImageName(name)).toEqual({ name, kubernetesVersion, ...(ccpVersion === undefined ? {} : { ccpVersion }) });
});

test.each(['ubuntu-template', 'ccp-control-plane-1', 'ccp-tenant-image-latest', ''])(
  '"%s" is no tenant image',
  (name) => {
    expect(readImageName(name)).toBeUndefined();
  },
);

test('the newest comes first, counted by numbers and not by letters', () => {
  const names = [
    'ccp-tenant-image-1.9.9-ubuntu16-1.0.0',
    'ccp-tenant-image-1.16.3-ubuntu18-6.0.0',
    'ccp-tenant-image-1.16.3-ubuntu18-6.1.1',
    'ccp-tenant-image-1.17.6-ubuntu18-7.0.0',
  ];
  const sorted = names
    .map(readImageName)
    .filter((image) => image !== undefined)
    .sort(compareImages);
  expect(sorted.map((image) => image.name)).toEqual(names.toReversed());
});
