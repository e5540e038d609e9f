import { afterEach, beforeEach, expect, test } from 'vitest';
import { newEnoughImage } from '../../../sandbox/ccp/seed.ts';
import type { Choice } from '../../api/contract.ts';
import { sentOrder, sshKey, startCcpLab, type CcpLab } from './testing/simulated-ccp.fixture.ts';

let ccpLab: CcpLab;
beforeEach(async () => {
  ccpLab = await startCcpLab();
});
afterEach(() => ccpLab.stop());

const signal = new AbortController().signal;
const choices = async (field: string, chosen: Record<string, string> = {}): Promise<Choice[]> =>
  (await ccpLab.platform.listChoices?.(ccpLab.connection(), field, chosen, { signal })) ?? [];
const place = { datacenter: 'Lab 1', cluster: 'HX-Cluster' };

test('each vSphere cluster lists its own resource pools [v1]', async () => {
  expect((await choices('resourcePool', place)).map((one) => one.value)).toEqual(['', 'Resources', 'machine-learning']);
  expect((await choices('resourcePool', { ...place, cluster: 'UCS-Cluster' })).map((one) => one.value)).toEqual(['']);
});

test('names with blanks, slashes and bars can be chosen and ordered [v1]', async () => {
  expect((await choices('network', { datacenter: 'Lab 1' })).map((one) => one.value)).toContain('vmm/lab|ml|nodes');
  await sentOrder(ccpLab, { network: 'vmm/lab|ml|nodes' });
  expect(ccpLab.ccp.clusters).toHaveLength(1);
});

test('tenant images come first, and the newest is recommended [v1]', async () => {
  const images = await choices('image', { datacenter: 'Lab 1' });
  expect(images.map(({ value, detail, recommended = false }) => [value, detail, recommended])).toEqual([
    [newEnoughImage, 'Kubernetes 1.36.3', true],
    [
      'ccp-tenant-image-1.17.6-ubuntu18-7.0.0',
      'Kubernetes 1.17.6, made for CCP 7.0.0; too old for Kubeflow, which needs 1.34',
      false,
    ],
    [
      'hx1-ccp-tenant-image-1.16.3-ubuntu18-6.1.1-pre',
      'Kubernetes 1.16.3, made for CCP 6.1.1; too old for Kubeflow, which needs 1.34',
      false,
    ],
    [
      'CCP/ccp-tenant-image-1.16.3-ubuntu18-6.0.0',
      'Kubernetes 1.16.3, made for CCP 6.0.0; too old for Kubeflow, which needs 1.34',
      false,
    ],
    [
      'ccp-tenant-image-1.14.8-ubuntu18-5.1.0',
      'Kubernetes 1.14.8, made for CCP 5.1.0; too old for Kubeflow, which needs 1.34',
      false,
    ],
    ['jump-host', 'not a CCP tenant image', false],
    ['windows-2019-template', 'not a CCP tenant image', false],
    ['ccp-control-plane-1', 'not a CCP tenant image', false],
  ]);
});

test('"No GPU" can always be chosen [v1]', async () => {
  expect((await choices('gpu', place)).map((one) => one.value)).toEqual(['', 'nvidia-tesla-v100', 'nvidia-tesla-t4']);
  expect((await choices('gpu', { ...place, cluster: 'UCS-Cluster' })).map((one) => one.label)).toEqual(['No GPU']);
});

test('a list that fails is an error, not an empty list [v1]', async () => {
  ccpLab.ccp.switches.faults = [
    { path: '/v3/providers/', when: 'before', with: { status: 500, body: '<h1>Server Error (500)</h1>' }, times: 99 },
  ];
  await expect(choices('datacenter')).rejects.toMatchObject({
    code: 'MLA-CCP-014',
    message: expect.stringMatching(/its text is not repeated here \(text\/html, \d+ bytes\)/) as string,
  });
});

test('a list that needs another choice first names that choice [v1]', async () => {
  await expect(choices('datastore')).rejects.toMatchObject({
    code: 'MLA-CCP-034',
    message: expect.stringContaining('datacenter') as string,
  });
  await expect(choices('colour')).rejects.toMatchObject({ code: 'MLA-CCP-035' });
});

test('an SSH key is checked, and shown by type and fingerprint [v1]', async () => {
  expect(await choices('sshKey', { sshKey })).toEqual([
    { value: sshKey, label: 'ssh-ed25519', detail: expect.stringMatching(/^SHA256:\S{43}$/) as string },
  ]);
  await expect(choices('sshKey', { sshKey: 'ssh-rsa AAAA' })).rejects.toMatchObject({ code: 'MLA-CCP-032' });
});

test('a list waits for slow answers [v1]', async () => {
  ccpLab.ccp.switches.faults = [{ path: '/v3/providers/', when: 'before', with: { delayMilliseconds: 400 }, times: 1 }];
  expect((await choices('datacenter')).map((one) => one.value)).toEqual(['Lab 1', 'Edge']);
});
