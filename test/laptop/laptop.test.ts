import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findControlPlaneBinary } from '../../sandbox/binary.ts';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import { createApiClient, type ApiClient } from '../../src/api/client.ts';
import { composeParts } from '../../src/app/compose-parts.ts';
import { runInPipe } from '../../src/cli/output/terminal.fixture.ts';
import { createLaptopPlatform } from '../../src/platforms/laptop/laptop-platform.ts';
import { laptopInstallation, laptopTools } from '../../src/platforms/laptop/testing/laptop-request.fixture.ts';
import {
  createRecordedMachine,
  type RecordedMachine,
} from '../../src/platforms/laptop/testing/recorded-machine.fixture.ts';
import { kubeflowVersions } from '../../src/kubeflow/testing/releases.fixture.ts';
import { placeDatabase, seedDirectory } from '../../src/runs/database/open-database.fixture.ts';
import { openService, type Service } from '../../src/server/compose.ts';
import { eventually } from '../patience.fixture.ts';

/** A port of this machine that leads to another one, as a container's port does. */
async function forwardTo(target: number): Promise<{ port: number; server: Server }> {
  const server = createServer((socket) => {
    const onward = connect(target, '127.0.0.1');
    for (const [one, other] of [
      [socket, onward],
      [onward, socket],
    ] as const)
      one.on('error', () => other.destroy()).pipe(other);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, server };
}

// The tools and the engine are recordings; the cluster that they hand out is a real control plane.
describe('the whole product with clusters on this machine', () => {
  let directory: string;
  let machine: RecordedMachine;
  let service: Service;
  let client: ApiClient;
  const forwarders: Server[] = [];
  const clusters: SandboxCluster[] = [];

  beforeAll(async () => {
    await findControlPlaneBinary();
    directory = await mkdtemp(join(tmpdir(), 'mla-laptop-'));
    machine = await createRecordedMachine(['docker', 'kind', 'k3d', 'minikube']);
    await placeDatabase(directory);
    service = await openService({
      dataDirectory: directory,
      durability: 'none',
      cacheDirectory: seedDirectory,
      port: 0,
      version: '0.1.0',
      report: (message) => process.stderr.write(`${message}\n`),
      makeParts: composeParts({
        dataDirectory: directory,
        cacheDirectory: join(directory, 'cache'),
        environment: { MLA_RELEASE_PATH: process.env['MLA_RELEASE_PATH'] },
        platforms: laptopTools.map((tool) => createLaptopPlatform(tool, machine)),
      }),
    });
    client = createApiClient(service);
  });
  afterAll(async () => {
    await service.close();
    for (const server of forwarders) server.close();
    await Promise.all(clusters.map((cluster) => cluster.stop()));
    await machine[Symbol.asyncDispose]();
    await rm(directory, { recursive: true, force: true });
  });

  const lastRun = (name: string) =>
    eventually(async () => {
      const { run } = await client.call('getInstallation', { params: { name } });
      return run !== undefined && ['succeeded', 'failed', 'cancelled'].includes(run.state) ? run : undefined;
    });
  const mla = (...words: string[]) =>
    runInPipe(words, { environment: { MLA_SERVER: service.url, MLA_TOKEN: service.token.reveal() }, input: '' });

  test.each(laptopTools)('$id creates one, stops it, starts it at another port, and deletes it', async ({ id }) => {
    // The page about kind is followed with all of this: test/recipes.
    const kubeflow =
      id !== 'kind' && kubeflowVersions.includes('26.03.1')
        ? { release: '26.03.1', components: 'light', user: { email: 'ada@example.com' } }
        : null;
    const cluster = await startSandboxCluster({
      name: id,
      directory: join(directory, id),
      simulate: kubeflow !== null,
    });
    clusters.push(cluster);
    machine.state.kubeconfig = cluster.kubeconfig;
    const installation = laptopInstallation(id, { name: `with-${id}`, kubeflow });
    const { name } = installation.metadata;
    await client.call('applyInstallation', { body: installation, query: {} });
    const created = await lastRun(name);
    const events = await client.call('listEvents', { params: { id: created.id }, query: {} });
    expect(events.map(({ message }) => message).join('\n')).toContain('Log: ');
    expect(created.state).toBe('succeeded');
    expect(events.filter(({ type }) => type === 'cluster.status').length).toBeGreaterThan(3);
    expect(events.map(({ message }) => message)).toContainEqual(expect.stringContaining(`at ${cluster.server}`));

    if (kubeflow !== null) {
      const { stdout } = await mla('credentials', name, '--reveal');
      expect(stdout).toContain('ada@example.com');
      expect(events.some(({ type }) => type === 'workload.ready')).toBe(true);
    }
    expect(await client.call('getCluster', { params: { name } })).toEqual({ state: 'running', canStop: true });
    expect((await mla('cluster', 'stop', name)).stdout).toContain('The cluster is stopped. Its data stays.');
    expect(machine.state.containers().some(({ running }) => running)).toBe(false);

    const forwarder = await forwardTo(Number(new URL(cluster.server).port));
    forwarders.push(forwarder.server);
    const moved = `https://127.0.0.1:${forwarder.port}`;
    machine.state.kubeconfig = cluster.kubeconfig.replace(cluster.server, moved);
    const started = await mla('cluster', 'start', name);
    expect(started).toMatchObject({ exitCode: 0, stderr: expect.not.stringContaining('MLA-') as string });
    expect(started.stdout).toContain(`at ${moved}.\nIts address has changed.`);
    expect(started.stdout).toContain('Nodes, webhooks and certificates are ready.');
    expect((await mla('kubeconfig', name)).stdout).toContain(moved);

    machine.state.engine = { state: 'stopped' };
    await client.call('deleteInstallation', { params: { name }, query: {} });
    const refused = await eventually(async () => {
      const { run } = await client.call('getInstallation', { params: { name } });
      return run?.kind === 'delete' && run.state === 'failed' ? run : undefined;
    });
    const said = await client.call('listEvents', { params: { id: refused.id }, query: {} });
    expect(said.find(({ type }) => type === 'run.failed')).toMatchObject({
      data: { error: { code: 'MLA-LAPTOP-027', fix: expect.stringContaining(`mla delete ${name}`) as string } },
    });
    machine.state.engine = { state: 'running' };
    await client.call('deleteInstallation', { params: { name }, query: {} });
    await eventually(() =>
      client.call('getInstallation', { params: { name } }).then(
        ({ run }) => run?.kind === 'delete' && run.state === 'succeeded',
        () => true,
      ),
    );
    expect(machine.state.containers()).toEqual([]);
  });
});
