import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as z from 'zod';
import { adminFile, type AdminEndpoint } from './admin-endpoint.ts';
import type { SandboxCluster } from './cluster.ts';
import { faultRulesSchema, switchSettingsSchema } from './admin-schema.ts';

/** Serves status, switches and faults of a cluster on loopback, to whoever has the token. */
export async function serveAdmin(
  cluster: SandboxCluster,
  onStop: () => void,
): Promise<{ endpoint: AdminEndpoint; close: () => Promise<void> }> {
  const token = randomBytes(24).toString('base64url');
  const routes: Readonly<Record<string, (body: unknown) => Promise<unknown>>> = {
    'GET /status': async () => ({ ...(await describe(cluster)), ...(await cluster.status()) }),
    'PUT /switches': async (body) => {
      cluster.switches.setAll(switchSettingsSchema.parse(body));
      await cluster.switches.applied();
      return cluster.switches.settings;
    },
    'PUT /faults': async (body) => {
      cluster.faults.set(faultRulesSchema.parse(body));
      return cluster.faults.list();
    },
    'POST /stop': async () => {
      setImmediate(onStop);
      return {};
    },
  };

  const server = createServer((request, response) => void serve(request, response));
  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const route = routes[`${request.method ?? ''} ${request.url ?? ''}`];
    try {
      if (!isToken(request.headers.authorization, token))
        send(response, 401, { message: 'The token of admin.json is needed.' });
      else if (route === undefined) send(response, 404, { message: `There is ${Object.keys(routes).join(', ')}.` });
      else send(response, 200, await route(await readJson(request)));
    } catch (thrown) {
      const invalid = thrown instanceof z.ZodError || thrown instanceof SyntaxError;
      send(response, invalid ? 400 : 500, { message: invalid ? thrown.message : 'The sandbox could not do this.' });
    }
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token, pid: process.pid };
  await writeFile(adminFile(cluster.directory), JSON.stringify(endpoint), { mode: 0o600 });
  return {
    endpoint,
    close: async () => {
      await rm(adminFile(cluster.directory), { force: true });
      server.closeAllConnections();
      server.close();
    },
  };
}

/** What does not change while it runs. */
async function describe(cluster: SandboxCluster): Promise<object> {
  const { name, server, directory, auditLog, kubeconfig, kubeconfigThroughFaults, switches, faults } = cluster;
  return {
    name,
    server,
    directory,
    auditLog,
    kubeconfig,
    kubeconfigThroughFaults,
    switches: switches.settings,
    faults: faults.list(),
    pid: process.pid,
  };
}

function isToken(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  return text === '' ? undefined : (JSON.parse(text) as unknown);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
