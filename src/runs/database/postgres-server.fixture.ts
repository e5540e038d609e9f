import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

export interface PostgresServer {
  readonly url: string;
  /** Ends it as a crash does, and starts it again at the same address after so many milliseconds. */
  restart(pause: number): Promise<void>;
  stop(): Promise<void>;
}

/** The folder with `initdb` and `postgres`, where the machine has them. */
export function findPostgres(): string | undefined {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root) ? readdirSync(root).map((version) => join(root, version, 'bin')) : [];
  const onPath = (process.env['PATH'] ?? '').split(':');
  return [...versions, ...onPath].find(
    (folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres')),
  );
}

/** A PostgreSQL server of its own on a free port. PostgreSQL refuses to run as root: then it runs as `nobody`. */
export async function startPostgres(folder: string): Promise<PostgresServer> {
  const directory = mkdtempSync(join(tmpdir(), 'mlanywhere-postgres-'));
  const nobody = 65534;
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? { uid: nobody, gid: nobody } : {};
  if (isRoot) chownSync(directory, nobody, nobody);
  const data = join(directory, 'data');
  execFileSync(
    join(folder, 'initdb'),
    ['-D', data, '-U', 'mla', '--auth=trust', '--no-sync', '--locale=C', '--encoding=UTF8'],
    { ...user, stdio: 'ignore', cwd: directory },
  );
  const port = await findFreePort();
  const start = (): ChildProcess =>
    spawn(
      join(folder, 'postgres'),
      ['-D', data, '-p', String(port), '-k', directory, '-c', 'listen_addresses=127.0.0.1', '-F'],
      { ...user, stdio: 'ignore', cwd: directory },
    );
  let server = start();
  const url = `postgres://mla@127.0.0.1:${port}/postgres`;
  await waitUntilItAnswers(url);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    server.kill(signal);
    if (server.exitCode === null) await once(server, 'exit');
  };
  return {
    url,
    async restart(pause) {
      await end('SIGQUIT');
      await sleep(pause);
      server = start();
      await waitUntilItAnswers(url);
    },
    async stop() {
      await end('SIGINT');
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function waitUntilItAnswers(url: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const client = new Client({ connectionString: url });
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      if (attempt === 100) throw error;
      await sleep(100);
    }
  }
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
