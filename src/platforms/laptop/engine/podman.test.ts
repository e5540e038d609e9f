import { describe, expect, test } from 'vitest';
import { hangSignal } from '../../../../test/patience.fixture.ts';
import { k3dTool } from '../../k3d/k3d-tool.ts';
import { kindTool } from '../../kind/kind-tool.ts';
import { checkRootless } from '../check-machine.ts';
import { createLaptopPlatform } from '../laptop-platform.ts';
import { laptopInstallation, laptopRequest } from '../testing/laptop-request.fixture.ts';
import { createRecordedMachine } from '../testing/recorded-machine.fixture.ts';
import { podmanInfo } from '../testing/recorded/podman-answers.fixture.ts';
import type { Engine } from './engine.ts';
import { findEngine } from './find-engine.ts';
import { readEngine } from './read-engine.ts';

const size = { memory: 25_276_510_208, cpus: 8 };
const read = (answer: object): Engine | undefined =>
  readEngine({ name: 'podman', path: '/usr/bin/podman', output: JSON.stringify(answer) });

describe('an answer of Podman', () => {
  test.each([
    ['root', { rootless: false, native: process.platform === 'linux', socket: '/run/podman/podman.sock' }],
    ['rootless', { rootless: true, native: process.platform === 'linux', socket: '/run/user/1000/podman/podman.sock' }],
    ['machine', { rootless: false, native: false, socket: '/run/podman/podman.sock' }],
  ] as const)('of %s tells what a cluster can use', (kind, found) => {
    const engine = read(podmanInfo(size, kind, '/var/lib/containers/storage'));
    expect(engine).toMatchObject({
      name: 'podman',
      title: 'Podman',
      version: '4.3.1',
      ...size,
      cgroupVersion: 2,
      missingLimits: [],
      root: '/var/lib/containers/storage',
      runtimes: ['crun'],
      ...found,
    });
  });

  test('without root tells the limits that systemd did not hand over', () => {
    const answer = podmanInfo(size, 'rootless', '/x') as { host: object };
    const engine = read({ ...answer, host: { ...answer.host, cgroupControllers: ['memory', 'pids'] } });
    expect(engine?.missingLimits).toEqual(['cpu']);
    expect(engine && checkRootless(engine)?.error).toMatchObject({ key: 'laptop.rootlessIncomplete' });
  });

  test('with a runtime that does not start is an answer too', () => {
    const answer = podmanInfo(size, 'root', '/x') as { host: object };
    expect(read({ ...answer, host: { ...answer.host, ociRuntime: null } })).toMatchObject({ runtimes: [] });
  });
});

describe('with Podman alone on the machine', () => {
  test('kind creates, stops, starts and deletes a cluster, and gets its images from an archive', async () => {
    await using machine = await createRecordedMachine(['podman', 'kind']);
    machine.state.mark('images', 'ghcr.io/example/here:v1');
    const platform = createLaptopPlatform(kindTool, machine);
    const preload = ['ghcr.io/example/here:v1', 'ghcr.io/example/absent:v1'];
    const request = laptopRequest(laptopInstallation('kind', { wish: { preload } }));
    const handle = await platform.createCluster(request);
    const calls = machine.state.calls().filter(({ program, args }) => program === 'kind' && args[0] !== 'version');
    expect(calls.map(({ environment }) => environment['KIND_EXPERIMENTAL_PROVIDER'])).toEqual(['podman', 'podman']);
    expect(calls.map(({ args }) => args.slice(0, 2).join(' '))).toEqual(['create cluster', 'load image-archive']);
    expect(request.told).toContainEqual(
      expect.objectContaining({
        message: expect.stringMatching(/absent:v1 was not copied.*Podman did not carry out `podman save/) as string,
      }),
    );
    expect(await platform.findCluster?.(request, { patience: 0 })).toEqual(handle);
    await platform.power?.stop(request);
    expect(await platform.power?.look(request)).toBe('stopped');
    await platform.power?.start(request);
    expect(await platform.power?.look(request)).toBe('running');
    await platform.deleteCluster(handle, request);
    expect(machine.state.containers()).toEqual([]);
  });

  test('k3d is given Podman’s socket', async () => {
    await using machine = await createRecordedMachine(['podman', 'k3d']);
    machine.state.engine = { podman: 'rootless' };
    const engine = await findEngine(machine.surroundings, { signal: hangSignal() });
    expect(k3dTool.environmentOf({ home: '/home', engine })).toMatchObject({
      DOCKER_HOST: 'unix:///run/user/1000/podman/podman.sock',
      DOCKER_SOCK: '/run/user/1000/podman/podman.sock',
    });
  });

  test('that does not run, the error says so in its words, with the command that starts it', async () => {
    await using machine = await createRecordedMachine(['podman']);
    machine.state.engine = { state: 'stopped' };
    await expect(findEngine(machine.surroundings, { signal: hangSignal() })).rejects.toMatchObject({
      key: 'laptop.engineStopped',
      message: 'Podman is installed but does not answer.',
      likelyCause: expect.stringContaining('Cannot connect to Podman') as string,
    });
  });
});
