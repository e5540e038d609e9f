import { describe, expect, test } from 'vitest';
import { newDraft } from './draft.ts';
import { runInPipe } from '../../../src/cli/output/terminal.fixture.ts';
import { installationSchema } from '../../../src/installation/installation.ts';
import { defaultWorkers } from '../../../src/installation/worker-groups.ts';

/** What a cluster gets of which nothing else is said must not depend on where it is said. */
describe('the default machine', () => {
  const metadata = { name: 'lab' };
  const head = { apiVersion: 'mlanywhere.dev/v1alpha1', kind: 'Installation', metadata };
  const names = {
    provider: 'p',
    datacenter: 'd',
    cluster: 'c',
    network: 'n',
    datastore: 's',
    image: 'ccp-tenant-image-1.18.12-ubuntu18-8.0.0',
    vipPool: 'v',
    sshKey: `ssh-ed25519 ${Buffer.concat([Buffer.from([0, 0, 0, 11]), Buffer.from('ssh-ed25519'), Buffer.from([0, 0, 0, 32]), Buffer.alloc(32, 1)]).toString('base64')}`,
  };

  test('leaves all of Kubeflow room to be used', () => {
    expect(defaultWorkers).toEqual({ count: 3, vcpus: 8, memoryGiB: 32, gpu: null });
  });

  test('is the same in YAML and in the form, for workers and control plane', () => {
    const written = installationSchema.parse({
      ...head,
      spec: { cluster: { platform: 'ccp', connection: 'c', ccp: names } },
    }).spec.cluster;
    const form = newDraft('ccp').spec.cluster;
    if (written.platform !== 'ccp' || form.platform !== 'ccp') throw new Error('another platform');
    expect(form.ccp.workers).toEqual(written.ccp.workers);
    expect(form.ccp.controlPlane).toEqual(written.ccp.controlPlane);
    expect(written.ccp.workers).toEqual(defaultWorkers);

    const sandbox = installationSchema.parse({ ...head, spec: { cluster: { platform: 'sandbox' } } }).spec.cluster;
    const sandboxForm = newDraft('sandbox').spec.cluster;
    if (sandbox.platform !== 'sandbox' || sandboxForm.platform !== 'sandbox') throw new Error('another platform');
    expect(sandboxForm.sandbox?.workers).toEqual(sandbox.sandbox.workers);
    expect(sandbox.sandbox.workers).toEqual(defaultWorkers);
  });

  test('is the same by flags', async () => {
    const { stdout } = await runInPipe(['sandbox', 'up', '--help'], { environment: {} });
    const defaultOf = (flag: string): number =>
      Number(new RegExp(`--${flag} <\\w+>\\s[^]*?\\(default: (\\d+)\\)`).exec(stdout)?.[1]);
    expect({ count: defaultOf('workers'), vcpus: defaultOf('vcpus'), memoryGiB: defaultOf('memory') }).toEqual({
      count: defaultWorkers.count,
      vcpus: defaultWorkers.vcpus,
      memoryGiB: defaultWorkers.memoryGiB,
    });
  });
});
