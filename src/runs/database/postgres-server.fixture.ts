import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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
export async function startPostgres(
  folder: string,
  { tls }: { readonly tls?: { readonly certificate: string; readonly key: string } } = {},
): Promise<PostgresServer> {
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
  const tlsSettings: string[] = [];
  for (const [setting, content] of [
    ['ssl_cert_file', tls?.certificate],
    ['ssl_key_file', tls?.key],
  ] as const) {
    if (content === undefined) continue;
    const file = join(directory, setting);
    writeFileSync(file, content, { mode: 0o600 });
    if (isRoot) chownSync(file, nobody, nobody);
    tlsSettings.push('-c', 'ssl=on', '-c', `${setting}=${file}`);
  }
  const port = await findFreePort();
  const start = (): ChildProcess =>
    spawn(
      join(folder, 'postgres'),
      ['-D', data, '-p', String(port), '-k', directory, '-c', 'listen_addresses=127.0.0.1', '-F', ...tlsSettings],
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

/** A PgBouncer in front of a server, where the machine has one; undefined where not. */
export async function startPooler(
  url: string,
  mode: 'session' | 'transaction',
): Promise<{ readonly url: string; readonly stop: () => Promise<void> } | undefined> {
  const program = ['/usr/sbin/pgbouncer', '/usr/bin/pgbouncer'].find((path) => existsSync(path));
  if (program === undefined) return undefined;
  const directory = mkdtempSync(join(tmpdir(), 'mlanywhere-pooler-'));
  const nobody = 65534;
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(directory, nobody, nobody);
  const port = await findFreePort();
  const file = join(directory, 'pgbouncer.ini');
  const settings = [
    '[databases]',
    `* = host=127.0.0.1 port=${new URL(url).port} user=mla`,
    '[pgbouncer]',
    'listen_addr = 127.0.0.1',
    `listen_port = ${port}`,
    'auth_type = any',
    'unix_socket_dir =',
    `pool_mode = ${mode}`,
  ];
  writeFileSync(file, `${settings.join('\n')}\n`, { mode: 0o644 });
  const user = isRoot ? { uid: nobody, gid: nobody } : {};
  const child = spawn(program, [file], { ...user, stdio: 'ignore', cwd: directory });
  const pooled = url.replace(/:\d+\//, `:${port}/`);
  await waitUntilItAnswers(pooled);
  return {
    url: pooled,
    async stop() {
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
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
