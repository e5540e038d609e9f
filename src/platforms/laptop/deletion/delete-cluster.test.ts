import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ClusterHandle } from '../../platform.ts';
import { createLaptopPlatform } from '../laptop-platform.ts';
import { laptopInstallation, laptopRequest, laptopTools } from '../testing/laptop-request.fixture.ts';
import { createRecordedMachine, type RecordedMachine } from '../testing/recorded-machine.fixture.ts';
import type { LaptopTool } from '../tool.ts';

async function createFirst(tool: LaptopTool, machine: RecordedMachine) {
  const platform = createLaptopPlatform(tool, machine);
  const request = laptopRequest(laptopInstallation(tool.id, { wish: { nodes: 2 } }));
  const handle = await platform.createCluster(request);
  return { platform, request, handle };
}

const isThere = async (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );

const expectNothing = async ({ state, dataDirectory }: RecordedMachine, { id, name, platform }: ClusterHandle) => {
  expect(state.containers()).toEqual([]);
  expect(state.marks('networks')).toEqual([]);
  expect(state.marks('volumes')).toEqual([]);
  expect(await isThere(id)).toBe(false);
  expect(await isThere(join(dataDirectory, 'laptop', platform, 'profiles', name))).toBe(false);
};

describe.each(laptopTools)('the deletion of a cluster of $id', (tool) => {
  const { id } = tool;

  test('needs no tool: the engine removes nodes, volumes and networks, and nothing of anyone else', async () => {
    await using machine = await createRecordedMachine(['docker', id]);
    const { platform, request, handle } = await createFirst(tool, machine);
    await machine.remove(id);
    await platform.deleteCluster(handle, request);
    await expectNothing(machine, handle);
    expect(request.told.flatMap((news) => (news.type === 'note' ? [news.message] : [])).join('\n')).toContain(
      `This machine has no ${id}. MLAnywhere deletes the cluster demo with Docker alone.`,
    );
    await platform.deleteCluster(handle, request);

    const [key = '', value = ''] = tool.nodeLabel('demo').split('=');
    const labels = { [key]: value, 'k3d.role': 'server' };
    machine.state.addContainer({ name: 'their-node', image: 'x', labels, binds: [], ports: [] });
    machine.state.mark('volumes', 'theirs', labels);
    await platform.deleteCluster(handle, request);
    expect(machine.state.containers()).toHaveLength(1);
    expect(machine.state.marks('volumes')).toHaveLength(1);
  });

  test('with a stopped engine says what is left and how to continue, closes the access, and continues', async () => {
    await using machine = await createRecordedMachine(['docker', id]);
    const { platform, request, handle } = await createFirst(tool, machine);
    machine.state.engine = { state: 'stopped' };
    for (const remove of [false, true]) {
      if (remove) await machine.remove(id);
      await expect(platform.deleteCluster(handle, request)).rejects.toMatchObject({
        key: 'laptop.deletionIncomplete',
        message: 'The cluster demo is not deleted completely.',
        likelyCause: expect.stringMatching(
          /Docker is installed but does not answer.*What is left: containers/s,
        ) as string,
        fix: expect.stringMatching(/^Start it.*docker.*Then run `mla delete demo` again/) as string,
      });
    }
    expect(await isThere(join(handle.id, 'kubeconfig'))).toBe(false);
    expect(machine.state.containers().length).toBeGreaterThan(1);
    machine.state.engine = { state: 'running' };
    await platform.deleteCluster(handle, request);
    await expectNothing(machine, handle);
  });

  test('that the engine ends half way is continued, with the tool back or not', async () => {
    await using machine = await createRecordedMachine(['docker', id]);
    const { platform, request, handle } = await createFirst(tool, machine);
    await machine.remove(id);
    machine.state.fault = 'volumes-refused';
    await expect(platform.deleteCluster(handle, request)).rejects.toMatchObject({ key: 'laptop.deletionIncomplete' });
    machine.state.fault = undefined;
    const labels = { 'k3d.cluster': 'demo', 'k3d.role': 'loadbalancer' };
    if (id === 'k3d')
      machine.state.addContainer({ name: 'k3d-demo-serverlb', image: 'x', labels, binds: [], ports: [] });
    await machine.install(id);
    await platform.deleteCluster(handle, request);
    await expectNothing(machine, handle);
  });
});
