import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { MlaError } from '../../errors/error.ts';
import type { ClusterNews } from '../platform.ts';
import { createLaptopPlatform } from './laptop-platform.ts';
import { laptopInstallation, laptopRequest, laptopTools } from './testing/laptop-request.fixture.ts';
import { createRecordedMachine } from './testing/recorded-machine.fixture.ts';

const statuses = (told: readonly ClusterNews[]): string[] =>
  told.flatMap((news) => (news.type === 'status' ? [news.status] : []));
const notes = (told: readonly ClusterNews[]): string =>
  told.flatMap((news) => (news.type === 'note' ? [news.message] : [])).join('\n');

describe.each(laptopTools)('$id', (tool) => {
  const { id } = tool;

  test('creates a cluster once, finds it again, hands over its kubeconfig, and deletes it without a trace', async () => {
    await using machine = await createRecordedMachine(['docker', id]);
    const platform = createLaptopPlatform(tool, machine);
    const request = laptopRequest(laptopInstallation(id, { wish: { nodes: 2 } }));
    const handle = await platform.createCluster(request);
    expect(handle).toMatchObject({ platform: id, name: 'demo' });
    expect(statuses(request.told).length).toBeGreaterThan(3);
    expect(await platform.createCluster(request)).toEqual(handle);
    expect(await platform.findCluster?.(request, { patience: 0 })).toEqual(handle);
    await platform.waitForCluster(handle, request);
    expect((await platform.fetchKubeconfig(handle, request)).reveal()).toContain('recorded');
    expect(await platform.findLoss?.(handle, request)).toBeUndefined();
    expect(machine.state.calls().filter(({ args }) => args.includes('create') || args.includes('start'))).toHaveLength(
      1,
    );
    await platform.deleteCluster(handle, request);
    await platform.deleteCluster(handle, request);
    expect(machine.state.containers()).toEqual([]);
    await expect(stat(handle.id)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  test('is not created by a process that has lost the run', async () => {
    await using machine = await createRecordedMachine(['docker', id]);
    const lost = new MlaError('run.takenOver', { run: 'demo-1' });
    const lease = { isOpen: () => false, open: () => Promise.reject(lost) };
    const request = { ...laptopRequest(laptopInstallation(id)), lease };
    await expect(createLaptopPlatform(tool, machine).createCluster(request)).rejects.toThrow(lost);
    expect(machine.state.containers()).toEqual([]);
  });

  test('keeps the whole output in a log that the news name, and the kubeconfig out of the user’s home', async () => {
    await using machine = await createRecordedMachine(['docker', id]);
    const platform = createLaptopPlatform(tool, machine);
    const request = laptopRequest(laptopInstallation(id));
    const handle = await platform.createCluster(request);
    const log = join(handle.id, 'logs', 'create.log');
    expect(notes(request.told)).toContain(`Log: ${log}`);
    expect((await readFile(log, 'utf8')).split('\n').length).toBeGreaterThan(5);
    const asked = machine.state.calls().filter(({ program, args }) => program === id && args[0] !== 'version');
    expect(asked.map(({ environment }) => environment['KUBECONFIG'])).toEqual([join(handle.id, 'kubeconfig')]);
  });

  test('copies images of the engine into the cluster; one that the engine lacks is left to the nodes', async () => {
    await using machine = await createRecordedMachine(['docker', id]);
    const [here, absent] = ['ghcr.io/example/here:v1', 'ghcr.io/example/absent:v1'];
    machine.state.mark('images', here);
    const request = laptopRequest(laptopInstallation(id, { wish: { preload: [here, absent] } }));
    await createLaptopPlatform(tool, machine).createCluster(request);
    expect(statuses(request.told)).toEqual(
      expect.arrayContaining([`Copying the image ${here}`, `Copying the image ${absent}`]),
    );
    const loads = machine.state
      .calls()
      .filter(({ program, args }) => program === id && /load|import/.test(args.join(' ')));
    expect(loads.map(({ args }) => args)).toEqual([here, absent].map((image) => tool.loadImageArgs('demo', image)));
    expect(notes(request.told)).toContain(`The image ${absent} was not copied`);
    expect(notes(request.told)).not.toContain(`The image ${here} was not copied`);
  });

  test('never touches a cluster of the same name that is not ours', async () => {
    await using machine = await createRecordedMachine(['docker', id]);
    const [key = '', value = ''] = tool.nodeLabel('demo').split('=');
    const theirs = {
      name: 'their-node',
      image: 'x',
      labels: { [key]: value, 'k3d.role': 'server' },
      binds: [],
      ports: [],
    };
    machine.state.addContainer(theirs);
    const platform = createLaptopPlatform(tool, machine);
    const request = laptopRequest(laptopInstallation(id));
    await expect(platform.createCluster(request)).rejects.toMatchObject({ key: 'laptop.nameTaken' });
    expect(await platform.findCluster?.(request, { patience: 0 })).toBeUndefined();
    await platform.deleteCluster(
      { platform: id, name: 'demo', id: join(machine.dataDirectory, 'laptop', id, 'demo-x') },
      request,
    );
    expect(machine.state.containers().map(({ name }) => name)).toEqual(['their-node']);
    const asked = machine.state.calls().flatMap(({ program, args }) => (program === id ? [args[0]] : []));
    expect(new Set(asked)).toEqual(new Set(['version']));
  });

  test('of two creations at once one wins, and the other leaves its cluster alone', async () => {
    await using machine = await createRecordedMachine(['docker', id]);
    const installation = laptopInstallation(id);
    const create = async (home: string) =>
      createLaptopPlatform(tool, { ...machine, dataDirectory: join(machine.directory, home) }).createCluster(
        laptopRequest(installation, { owner: home }),
      );
    const ends = await Promise.allSettled([create('first'), create('second')]);
    const won = ends.filter(({ status }) => status === 'fulfilled');
    const lost = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason as unknown] : []));
    expect(won).toHaveLength(1);
    expect(lost).toMatchObject([{ key: 'laptop.nameTaken' }]);
    expect(machine.state.containers().length).toBeGreaterThan(0);
  });

  test('says that a cluster is stopped, and starts it again with the next creation', async () => {
    await using machine = await createRecordedMachine(['docker', id]);
    const platform = createLaptopPlatform(tool, machine);
    const request = laptopRequest(laptopInstallation(id));
    const handle = await platform.createCluster(request);
    for (const { name } of machine.state.containers()) machine.state.changeContainer(name, { running: false });
    expect(await platform.findLoss?.(handle, request)).toMatchObject({ key: 'laptop.clusterStopped' });
    expect(await platform.createCluster(request)).toEqual(handle);
    expect(machine.state.containers().every(({ running }) => running)).toBe(true);
    for (const { name } of machine.state.containers()) machine.state.removeContainer(name);
    expect(await platform.findLoss?.(handle, request)).toMatchObject({ key: 'laptop.clusterGone' });
  });
});
