import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { hangSignal } from '../../../test/patience.fixture.ts';
import { toMlaError, type ErrorReport, type MlaError } from '../../errors/error.ts';
import { createLaptopPlatform } from './laptop-platform.ts';
import { findTool } from './machine.ts';
import type { LaptopTool } from './tool.ts';
import { laptopInstallation, laptopRequest, laptopTools } from './testing/laptop-request.fixture.ts';
import { createRecordedMachine, type RecordedMachine } from './testing/recorded-machine.fixture.ts';

const gibibyte = 1024 ** 3;

/** What a creation on this machine ends with. */
async function failureOf(
  tool: LaptopTool,
  machine: RecordedMachine & { readonly kernelDirectory?: string },
  given: Parameters<typeof laptopInstallation>[1] & { readonly createLimit?: number } = {},
): Promise<Pick<MlaError, 'key'> & ErrorReport> {
  const { createLimit, ...wish } = given;
  const platform = createLaptopPlatform(tool, {
    ...machine,
    ...(createLimit !== undefined && { limits: { create: createLimit } }),
  });
  return platform.createCluster(laptopRequest(laptopInstallation(tool.id, wish))).then(
    () => Promise.reject(new Error('the cluster was created')),
    (thrown: unknown) => {
      const error = toMlaError(thrown);
      return { ...error.report(), key: error.key };
    },
  );
}

describe.each(laptopTools)('before $id starts', (tool) => {
  const { id } = tool;

  test('a missing engine, a stopped one and a closed one are three errors with what to do', async () => {
    await using machine = await createRecordedMachine([id]);
    expect(await failureOf(tool, machine)).toMatchObject({ key: 'laptop.engineMissing' });
    await machine.install('docker');
    machine.state.engine = { state: 'stopped' };
    const stopped = await failureOf(tool, machine);
    expect(stopped).toMatchObject({ key: 'laptop.engineStopped' });
    expect(stopped.fix).toMatch(/docker/i);
    machine.state.engine = { state: 'forbidden' };
    expect(await failureOf(tool, machine)).toMatchObject({ key: 'laptop.engineForbidden' });
  });

  test('a missing tool, an old one and a broken one are three errors with what to do', async () => {
    await using machine = await createRecordedMachine(['docker']);
    expect(await failureOf(tool, machine)).toMatchObject({ key: 'laptop.toolMissing' });
    await machine.install(id);
    machine.state.versions = { [id]: '0.1.2' };
    const old = await failureOf(tool, machine);
    expect(old).toMatchObject({ key: 'laptop.toolTooOld' });
    expect(old.message).toContain(`version 0.1.2, and MLAnywhere needs ${tool.oldest}`);
    machine.state.versions = { [id]: 'unknown' };
    expect(await failureOf(tool, machine)).toMatchObject({ key: 'laptop.toolUnreadable' });
    machine.state.versions = { [id]: '10.0.0' };
    expect(await findTool(tool, machine.surroundings, hangSignal())).toMatchObject({ version: '10.0.0' });
  });

  test('too little memory, too few CPUs and limits that are missing stop it', async () => {
    await using machine = await createRecordedMachine(['docker', id]);
    machine.state.engine = { memory: 3 * gibibyte };
    expect(await failureOf(tool, machine, { kubeflow: {} })).toMatchObject({
      key: 'laptop.tooLittle',
      message: 'Docker has 3 GiB of memory, and this installation needs 4 GiB.',
    });
    machine.state.engine = { memory: 4 * gibibyte - 1 };
    expect((await failureOf(tool, machine, { kubeflow: {} })).message).toContain('has 3.9 GiB of memory');
    machine.state.engine = { memory: 16 * gibibyte, cpus: 1 };
    expect(await failureOf(tool, machine)).toMatchObject({ key: 'laptop.tooLittle' });
    machine.state.engine = { cpus: 8, rootless: true, missingLimits: ['cpu'] };
    expect(await failureOf(tool, machine)).toMatchObject({ key: 'laptop.rootlessIncomplete' });
    expect(machine.state.containers()).toEqual([]);
  });

  test('limits for file watches that are too low stop it; those that are only short for Kubeflow are told', async () => {
    await using machine = await createRecordedMachine(['docker', id]);
    machine.state.engine = { operatingSystem: 'Debian GNU/Linux 13 (trixie)' };
    const kernelDirectory = join(machine.directory, 'proc');
    const limits = join(kernelDirectory, 'sys/fs/inotify');
    await mkdir(limits, { recursive: true });
    const set = (instances: number) =>
      Promise.all([
        writeFile(join(limits, 'max_user_instances'), `${instances}\n`),
        writeFile(join(limits, 'max_user_watches'), '1255360\n'),
      ]);
    await set(128);
    const failure = await failureOf(tool, { ...machine, kernelDirectory });
    expect(failure).toMatchObject({ key: 'laptop.inotifyLimits' });
    expect(failure.message).toContain('fs.inotify.max_user_instances=128');
    expect(failure.fix).toContain(
      '`sudo sysctl fs.inotify.max_user_instances=2280 fs.inotify.max_user_watches=1255360`',
    );
    expect(machine.state.containers()).toEqual([]);
    await set(1024);
    const request = laptopRequest(laptopInstallation(id, { kubeflow: {} }));
    await createLaptopPlatform(tool, { ...machine, kernelDirectory }).createCluster(request);
    expect(request.told).toContainEqual(
      expect.objectContaining({ severity: 'warning', message: expect.stringContaining('file watches') as string }),
    );
  });

  test('a port of this machine that is in use stops it', async () => {
    await using machine = await createRecordedMachine(['docker', id]);
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const failure = await failureOf(tool, machine, { wish: { ports: [`${port}:31380`] } });
    expect(failure).toMatchObject({ key: 'laptop.portTaken', message: `Port ${port} of this machine is in use.` });
    server.close();
  });
});

test.each([
  ['k3d', 'a'.repeat(33)],
  ['minikube', 'profile'],
  ['minikube', 'a'],
] as const)('%s cannot have a cluster named %s, and is not asked', async (id, name) => {
  await using machine = await createRecordedMachine(['docker', id]);
  const [tool] = laptopTools.filter((candidate) => candidate.id === id) as [LaptopTool];
  expect(await failureOf(tool, machine, { name })).toMatchObject({ key: 'laptop.badName' });
  expect(machine.state.calls()).toEqual([]);
});

describe.each(laptopTools)('while $id creates a cluster', (tool) => {
  const { id } = tool;

  test.each([
    ['image-refused', 'laptop.imagePullFailed', /toomanyrequests/],
    ['port-allocated', 'laptop.portTaken', /^Port 8123 /],
    ['disk-full', 'laptop.diskFull', /space/],
    ['fails-half-made', 'laptop.toolFailed', /healthy|exit status/],
    ['killed', 'laptop.toolEnded', /SIGKILL/],
  ] as const)('%s is %s, and nothing half made is left', async (fault, key, words) => {
    await using machine = await createRecordedMachine(['docker', id]);
    machine.state.fault = fault;
    const failure = await failureOf(tool, machine, { wish: { ports: ['8123:31380'] } });
    expect(failure).toMatchObject({ key });
    expect(`${failure.message} ${failure.cause}`).toMatch(words);
    expect(machine.state.containers()).toEqual([]);
    machine.state.fault = undefined;
    const platform = createLaptopPlatform(tool, machine);
    await platform.createCluster(laptopRequest(laptopInstallation(id)));
  });

  test('a tool that hangs is ended at its limit, with its last line', async () => {
    await using machine = await createRecordedMachine(['docker', id]);
    machine.state.fault = 'hangs-half-made';
    const failure = await failureOf(tool, machine, { createLimit: 3_000 });
    expect(failure).toMatchObject({ key: 'laptop.toolHangs' });
    expect(failure.message).toContain('within 3 s');
    expect(failure.cause).toMatch(/last line was: .{5}/);
    expect(machine.state.containers()).toEqual([]);
  });
});
