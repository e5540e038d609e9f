import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKubernetesClient } from '../kubernetes/create-client.ts';
import { createLayerRunner } from './connection-layers.ts';
import { createExistingPlatform } from './existing/existing-platform.ts';

/** Takes connections and says nothing. */
const silent = createServer((socket) => void sockets.push(socket));
const sockets: Socket[] = [];
beforeAll(async () => {
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  silent.close();
});

test('who stops a connection test is told so, and no layer is blamed for it', async () => {
  const { port } = silent.address() as AddressInfo;
  const kubeconfig = `current-context: c\nclusters: [{name: c, cluster: {server: "https://127.0.0.1:${port}"}}]\ncontexts: [{name: c, context: {cluster: c, user: u}}]\nusers: [{name: u, user: {token: t}}]\n`;
  const platform = createExistingPlatform({
    localFiles: false,
    createClient: (access) => createKubernetesClient(access),
  });
  const stopped = new AbortController();
  silent.once('connection', () => setTimeout(() => stopped.abort(), 50));
  const tested = platform.testConnection({ platform: 'existing', kubeconfig }, { signal: stopped.signal });
  await expect(tested).rejects.toMatchObject({ code: 'MLA-GENERAL-002' });
});

test('a layer that fails by itself is one, with its reason, and those above it are left out', async () => {
  const runner = createLayerRunner(new AbortController().signal);
  await runner.run('tcp', () => Promise.reject(new Error('no way')));
  await runner.run('tls', () => Promise.resolve({ found: true, detail: 'never asked' }));
  expect(runner.result()).toMatchObject({ ok: false, layers: [{ layer: 'tcp', ok: false }] });
});
