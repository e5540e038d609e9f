import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { describe, expect, test } from 'vitest';
import type { MachineView } from '../../../api/contract.ts';
import { hangSignal } from '../../../../test/patience.fixture.ts';
import { createOutbound } from '../../../network/outbound.ts';
import { createLaptopPlatform } from '../laptop-platform.ts';
import { createSurroundings } from '../surroundings.ts';
import type { LaptopTool } from '../tool.ts';
import { laptopInstallation, laptopRequest, laptopTools } from '../testing/laptop-request.fixture.ts';
import { createRecordedMachine, type RecordedMachine } from '../testing/recorded-machine.fixture.ts';
import { suggestComponents } from './suggest-components.ts';

const gibibyte = 1024 ** 3;

async function look(tool: LaptopTool, machine: RecordedMachine, wish: object = {}): Promise<MachineView> {
  const platform = createLaptopPlatform(tool, machine);
  const view = await platform.lookAtMachine?.(laptopInstallation(tool.id, { wish }).spec.cluster, {
    signal: hangSignal(),
  });
  if (view === undefined) throw new Error('the machine was not looked at');
  return view;
}

const stateOf = ({ parts }: MachineView, id: string): string | undefined =>
  parts.find(({ part }) => part === id)?.state;

describe.each(laptopTools)('what this machine has for $id', (tool) => {
  const { id } = tool;

  test('names all that is missing at once, with the command for each, and creates nothing', async () => {
    await using machine = await createRecordedMachine([]);
    const view = await look(tool, machine);
    expect(view.ready).toBe(false);
    expect(view.parts.map(({ part, state }) => [part, state])).toEqual([
      ['tool', 'missing'],
      ['engine', 'missing'],
    ]);
    for (const { error } of view.parts) expect(error?.fix).toMatch(/https:|`/);
    expect(view.capacity).toBeUndefined();
  });

  test('is what it was installed since, without a restart of anything', async () => {
    await using machine = await createRecordedMachine([]);
    expect((await look(tool, machine)).ready).toBe(false);
    await machine.install('docker');
    expect(stateOf(await look(tool, machine), 'engine')).toBe('found');
    await machine.install(id);
    const view = await look(tool, machine);
    expect(view).toMatchObject({
      ready: true,
      suggested: 'all',
      capacity: { owner: 'Docker', memoryMiB: 24 * 1024, cpus: 8 },
    });
    expect(view.parts.find(({ part }) => part === 'tool')?.found).toMatch(new RegExp(`^${id} \\d+\\.\\d+\\.\\d+$`));
    expect(view.parts.find(({ part }) => part === 'memory')).toEqual({
      part: 'memory',
      state: 'found',
      found: '24 GiB',
    });
  });
});

describe.each(laptopTools)('clusters of $id', (tool) => {
  const { id } = tool;

  test('that are not ours are named with commands for a connection, and none is changed', async () => {
    await using machine = await createRecordedMachine(['docker', id]);
    await createLaptopPlatform(tool, machine).createCluster(laptopRequest(laptopInstallation(id, { name: 'ours' })));
    const [key = ''] = tool.nodeLabel('').split('=');
    const add = (name: string, cluster: string) =>
      machine.state.addContainer({
        name,
        image: 'x',
        labels: { [key]: cluster, 'k3d.role': 'server' },
        binds: [`${machine.directory}/elsewhere:/inside:ro`],
        ports: [],
      });
    add('theirs-1', 'theirs');
    add('also-1', 'also');
    add('harm', '$(touch harmed)');
    machine.state.changeContainer('also-1', { running: false });
    const before = machine.state.containers();
    const calls = machine.state.calls().length;
    const { others } = await look(tool, machine);
    expect(others).toMatchObject([
      { name: 'also', running: false },
      {
        name: 'theirs',
        running: true,
        commands: [
          expect.stringMatching(
            new RegExp(`^${id === 'minikube' ? 'kubectl' : id} .*theirs > theirs\\.kubeconfig$`),
          ) as string,
          'mla connection add existing theirs --kubeconfig theirs.kubeconfig',
        ],
      },
    ]);
    expect(machine.state.containers()).toEqual(before);
    const asked = machine.state
      .calls()
      .slice(calls)
      .map(({ args }) => args.slice(0, 2).join(' '));
    expect(asked.filter((words) => !/^(info|ps|container inspect|version)/.test(words))).toEqual([]);
  });
});

test('a missing tool can be downloaded where its file is pinned, and the file is named with its digest', async () => {
  await using machine = await createRecordedMachine(['docker']);
  const { fetch } = createOutbound({});
  const surroundings = createSurroundings(machine.environment, { downloads: machine.directory });
  const toolOf = async (tool: LaptopTool, given: object = {}) => {
    const platform = createLaptopPlatform(tool, { ...machine, surroundings, fetch, ...given });
    const { spec } = laptopInstallation(tool.id);
    const view = await platform.lookAtMachine?.(spec.cluster, { signal: hangSignal() });
    return view?.parts.find(({ part }) => part === 'tool');
  };
  const file = { url: 'https://mirror.example/kind', sha256: 'a'.repeat(64) };
  expect(await toolOf(kind, { file })).toMatchObject({ state: 'missing', download: { version: '0.33.0', ...file } });
  expect(await toolOf(kind, { file, fetch: undefined })).not.toHaveProperty('download');
});

const [kind] = laptopTools as readonly [LaptopTool, ...LaptopTool[]];

test('a small machine is ready, is told what it lacks for all of Kubeflow, and is suggested the light choice', async () => {
  await using machine = await createRecordedMachine(['docker', 'kind']);
  machine.state.engine = { memory: 7.7 * gibibyte, cpus: 4 };
  const view = await look(kind, machine);
  expect(view).toMatchObject({ ready: true, suggested: 'light', capacity: { cpus: 4 } });
  expect(stateOf(view, 'memory')).toBe('short');
  expect(view.parts.flatMap(({ error }) => error?.message ?? [])).toEqual([
    'Docker has 7.7 GiB of memory, and this installation needs 16 GiB.',
    'Docker has 4 CPUs, and this installation needs 8.',
  ]);
});

test('an engine that may not limit pods is found and cannot be used', async () => {
  await using machine = await createRecordedMachine(['docker', 'kind']);
  machine.state.engine = { rootless: true, missingLimits: ['cpu'] };
  const view = await look(kind, machine);
  expect(view.ready).toBe(false);
  expect(view.parts.find(({ part }) => part === 'engine')).toMatchObject({
    state: 'missing',
    found: expect.stringContaining('Docker') as string,
  });
});

test('a port that is in use is found before anything starts', async () => {
  await using machine = await createRecordedMachine(['docker', 'kind']);
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const ports = [`${port}:31380`];
  expect(stateOf(await look(kind, machine, { ports }), 'ports')).toBe('missing');
  server.close();
  await once(server, 'close');
  expect(stateOf(await look(kind, machine, { ports }), 'ports')).toBe('found');
});

test.each([
  [16, 8, 'all'],
  [15.6, 6, 'all'],
  [13, 8, 'light'],
  [32, 4, 'light'],
] as const)('with %s GiB and %s CPUs the suggestion is %s', (memory, cpus, suggested) => {
  expect(suggestComponents({ owner: 'Docker', memoryMiB: memory * 1024, cpus })).toBe(suggested);
});
