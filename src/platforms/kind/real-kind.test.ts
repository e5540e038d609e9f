import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findLaptopTools } from '../../../scripts/setup/go/laptop-tools.mjs';
import { runProgram } from '../../programs/run-program.ts';
import { patience } from '../../../test/patience.fixture.ts';
import { createLaptopPlatform } from '../laptop/laptop-platform.ts';
import { createSurroundings } from '../laptop/surroundings.ts';
import { laptopInstallation, laptopRequest } from '../laptop/testing/laptop-request.fixture.ts';
import { createRecordedMachine } from '../laptop/testing/recorded-machine.fixture.ts';
import { kindTool } from './kind-tool.ts';

const tools = await findLaptopTools();
const path = tools?.kind ?? '';

// The program is the real one, built from its Go module. The engine under it is a recording.
describe.skipIf(tools === undefined)('the real kind', () => {
  test('creates a cluster with what Kubeflow needs, is found again and deletes it', async () => {
    await using machine = await createRecordedMachine(['docker']);
    await machine.install('kind', path);
    // MLAnywhere itself is behind a proxy with a password, which is none of the nodes'.
    const own = { HTTP_PROXY: 'http://ann:hush@wizard.example:3128', no_proxy: 'mine.example' };
    const surroundings = createSurroundings({ ...machine.environment, ...own });
    const platform = createLaptopPlatform(kindTool, { ...machine, surroundings });
    const wish = { ports: ['8123:31380'], registryMirror: 'https://mirror.example' };
    const proxy = { https: 'http://proxy.example:3128', noProxy: ['.example.org'] };
    const request = laptopRequest(laptopInstallation('kind', { wish, proxy }));
    const handle = await platform.createCluster(request);
    expect(request.told.flatMap((news) => (news.type === 'status' ? [news.status] : []))).toEqual([
      'Ensuring node image (kindest/node:v1.36.4)',
      'Preparing nodes',
      'Writing configuration',
      'Starting control-plane',
      'Installing CNI',
      'Installing StorageClass',
      expect.stringMatching(/^Waiting ≤ 10m0s for control-plane = Ready$/),
    ]);
    const node = machine.state.containers()[0];
    expect(node).toMatchObject({
      name: 'demo-control-plane',
      image: expect.stringContaining('kindest/node:v1.36.4@sha256:') as string,
      ports: expect.arrayContaining(['127.0.0.1:8123:31380/TCP']) as string[],
    });
    expect(node?.binds).toContain(`${handle.id}/mounted:/mlanywhere:ro`);
    expect(node?.binds).toContain(`${handle.id}/mounted/docker.io:/etc/containerd/certs.d/docker.io:ro`);
    expect(await readFile(join(handle.id, 'mounted/docker.io/hosts.toml'), 'utf8')).toContain(
      '[host."https://mirror.example"]',
    );
    const kubeadm = machine.state.written('demo-control-plane', '/kind/kubeadm.conf') ?? '';
    expect(kubeadm).toMatch(/name: service-account-issuer\s+value: https:\/\/kubernetes\.default\.svc\n/);
    expect(kubeadm).toMatch(/maxPods: 250/);
    const run = machine.state.calls().find(({ args }) => args[0] === 'run')?.args ?? [];
    expect(run).toContain('HTTPS_PROXY=http://proxy.example:3128');
    expect(run.find((argument) => argument.startsWith('HTTP_PROXY='))).toBeUndefined();
    // kind itself adds the network and the names of its nodes.
    const inside = ['.svc', '.cluster.local', '10.244.0.0/16', '10.96.0.0/16', '172.18.0.0/16', 'demo-control-plane'];
    const noProxy = run.find((argument) => argument.startsWith('NO_PROXY='))?.slice('NO_PROXY='.length);
    expect(noProxy?.split(',')).toEqual(expect.arrayContaining(['.example.org', ...inside]));
    expect(await platform.findCluster?.(request, { patience: 0 })).toEqual(handle);
    expect((await platform.fetchKubeconfig(handle, request)).reveal()).toContain('https://127.0.0.1:1');
    await platform.deleteCluster(handle, request);
    expect(machine.state.containers()).toEqual([]);
  });

  test('creates a cluster with Podman, and what it leaves is removed without it too', async () => {
    await using machine = await createRecordedMachine(['podman']);
    await machine.install('kind', path);
    const platform = createLaptopPlatform(kindTool, machine);
    const request = laptopRequest(laptopInstallation('kind', { wish: { nodes: 3, ports: ['8123:31380'] } }));
    const handle = await platform.createCluster(request);
    const nodes = machine.state.containers();
    expect(nodes.map(({ name }) => name).toSorted()).toEqual(['demo-control-plane', 'demo-worker', 'demo-worker2']);
    expect(nodes.every(({ binds }) => binds.includes(`${handle.id}/mounted:/mlanywhere:ro`))).toBe(true);
    expect(machine.state.marks('volumes')).toHaveLength(3);
    expect((await platform.fetchKubeconfig(handle, request)).reveal()).toContain('https://127.0.0.1:1');
    await machine.remove('kind');
    await platform.deleteCluster(handle, request);
    expect(machine.state.containers()).toEqual([]);
    expect(machine.state.marks('volumes')).toEqual([]);
  });

  test('says in its own words that an image is refused, and leaves nothing', async () => {
    await using machine = await createRecordedMachine(['docker']);
    await machine.install('kind', path);
    machine.state.fault = 'port-allocated';
    const create = (wish: object) =>
      createLaptopPlatform(kindTool, machine).createCluster(laptopRequest(laptopInstallation('kind', { wish })));
    await expect(create({ ports: ['8123:31380'] })).rejects.toMatchObject({ key: 'laptop.portTaken' });
    machine.state.fault = 'image-refused';
    await expect(create({ image: 'registry.example/node:v1.36.4' })).rejects.toMatchObject({
      key: 'laptop.imagePullFailed',
      message: 'Docker could not pull the image registry.example/node:v1.36.4.',
    });
    expect(machine.state.containers()).toEqual([]);
  });

  test('refuses an unknown flag, a wrong configuration and a stopped engine as its recording does', async () => {
    await using real = await createRecordedMachine(['docker']);
    await using recorded = await createRecordedMachine(['docker', 'kind']);
    await real.install('kind', path);
    for (const machine of [real, recorded]) machine.state.engine = { state: 'stopped' };
    const answers = async ({ surroundings }: typeof real, args: readonly string[]) => {
      const file = (await surroundings.findProgram('kind')) ?? '';
      const { environment } = surroundings;
      const end = await runProgram({ file, args, environment, timeout: patience.work, maximumOutput: 1024 * 1024 });
      return { exitCode: end.exitCode, error: end.stderr.split('\n')[0]?.slice(0, 60), out: end.stdout.toString() };
    };
    for (const args of [
      ['version'],
      ['create', 'cluster', '--name', 'demo', '--bogus', 'x'],
      ['create', 'cluster', '--name', 'demo', '--config', '/nowhere'],
      ['delete', 'cluster', '--bogus'],
      ['get', 'kubeconfig', '--bogus'],
    ])
      expect(await answers(recorded, args), args.join(' ')).toEqual(await answers(real, args));
  });
});
