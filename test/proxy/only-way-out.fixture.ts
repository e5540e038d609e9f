import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { RequestListener } from 'node:http';
import { createServer, Server as SecureServer } from 'node:https';
import { connect, createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { issueCertificate } from '../../sandbox/certificates/issue.ts';
import { canHaveOtherMachine, startOtherMachine } from '../login-rig/https/other-machine.fixture.ts';
import { eventually, patience } from '../patience.fixture.ts';
import { hasSquid, startSquid, type Squid } from './squid.fixture.ts';

/** Whether this machine has a real squid, and this user may make networks. */
export const canBeOnlyWayOut = hasSquid && canHaveOtherMachine;

/** A command that ended. */
export interface Ran {
  readonly code: number;
  readonly text: string;
}

/**
 * A network of its own whose one link leads to a real squid. Everything else listens on loopback here, and has names
 * below `lab.example` that squid alone knows. `mla` runs inside.
 */
export interface OnlyWayOut extends AsyncDisposable {
  /** Of this machine, as the network inside knows it. */
  readonly address: string;
  readonly squid: Squid;
  /** Words before a command that is to run inside. */
  readonly command: readonly string[];
  /** Path of a file in the folder of this rig. */
  place(name: string): string;
  /** Writes a file, and gives its path. */
  write(name: string, text: string): Promise<string>;
  /** A server over TLS, with a certificate of the authority in `servers.pem` for each name. Gives its port. */
  serve(answer: RequestListener, ...names: string[]): Promise<number>;
  /** Lets the network inside reach a port of loopback here at `address`, without a proxy. */
  openDirectly(port: number): Promise<void>;
  /** Runs `mla` inside, with nothing but these variables. */
  mla(words: readonly string[], variables?: Record<string, string>): Promise<Ran>;
  /** Starts `mla` inside, until `ended`. */
  start(words: readonly string[], variables?: Record<string, string>): Started;
  /** The requests that squid logged meanwhile. Waits for the first where the command succeeds. */
  watched(work: () => Promise<Ran>): Promise<Ran & { readonly log: readonly string[] }>;
}

export interface Started {
  /** What it wrote so far. */
  readonly said: () => string;
  end(): Promise<void>;
}

/** Authorities: `servers.pem`, `inspector.pem` and, of servers and of the proxy that speaks TLS, `and-proxies.pem`. */
export async function startOnlyWayOut(names: readonly string[]): Promise<OnlyWayOut> {
  const servers = issueCertificate({ commonName: 'Lab CA' });
  const proxies = issueCertificate({ commonName: 'Proxy CA' });
  const inspector = issueCertificate({ commonName: 'Inspecting CA' });
  const folder = await mkdtemp(join(tmpdir(), 'mla-only-way-out-'));
  const place = (name: string): string => join(folder, name);
  const write = async (name: string, text: string): Promise<string> => {
    await writeFile(place(name), text);
    return place(name);
  };
  await write('servers.pem', servers.certificate);
  await write('and-proxies.pem', servers.certificate + proxies.certificate);
  await write('inspector.pem', inspector.certificate);
  const inside = await startOtherMachine();
  const { addressOfThisMachine: address, command } = inside;
  const squid = await startSquid({
    address,
    names,
    own: issueCertificate({ commonName: 'proxy', hosts: [address], issuer: proxies }),
    inspector,
    serverAuthority: servers.certificate,
  });
  const listening: Server[] = [];
  const children: ChildProcess[] = [];
  const listen = async (server: Server, at: { readonly port: number; readonly host: string }): Promise<number> => {
    listening.push(server);
    server.listen(at.port, at.host);
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  };
  const environment = (more: Record<string, string> = {}) => ({
    PATH: process.env['PATH'] ?? '',
    HOME: folder,
    XDG_CACHE_HOME: place('cache'),
    MLA_HOME: place('home'),
    MLA_CA_FILE: place('servers.pem'),
    ...more,
  });
  const commandOf = (words: readonly string[]): { file: string; args: string[] } => {
    const [file = '', ...args] = [...command, process.execPath, 'src/cli/main.ts', ...words];
    return { file, args };
  };

  return {
    address,
    squid,
    command,
    place,
    write,
    serve: (answer, ...hosts) => {
      const { certificate: cert, key } = issueCertificate({ commonName: hosts[0] ?? '', hosts, issuer: servers });
      return listen(createServer({ cert, key }, answer), { port: 0, host: '127.0.0.1' });
    },
    openDirectly: async (port) => {
      const forward = createTcpServer((socket) => {
        const onwards = connect(port, '127.0.0.1');
        for (const [one, other] of [
          [socket, onwards],
          [onwards, socket],
        ] as const)
          one.on('error', () => other.destroy()).on('close', () => other.destroy());
        socket.pipe(onwards).pipe(socket);
      });
      await listen(forward, { port, host: address });
    },
    mla: (words, more) => {
      const { file, args } = commandOf(words);
      return promisify(execFile)(file, args, { env: environment(more), timeout: patience.work }).then(
        ({ stdout, stderr }) => ({ code: 0, text: stdout + stderr }),
        (thrown: unknown) => {
          const { code, stdout, stderr } = thrown as { code: number; stdout: string; stderr: string };
          return { code, text: stdout + stderr };
        },
      );
    },
    start: (words, more) => {
      const { file, args } = commandOf(words);
      const child = spawn(file, args, { env: environment(more), stdio: ['ignore', 'pipe', 'pipe'] });
      children.push(child);
      let text = '';
      for (const output of [child.stdout, child.stderr]) output.on('data', (part: Buffer) => (text += part.toString()));
      return { said: () => text, end: () => end(child) };
    },
    watched: async (work) => {
      const before = (await squid.log()).length;
      const ran = await work();
      // A tunnel is logged when it has ended.
      await eventually(async () => ran.code !== 0 || (await squid.log()).length > before);
      return { ...ran, log: (await squid.log()).slice(before) };
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(children.map(end));
      for (const server of listening) {
        server.close();
        if (server instanceof SecureServer) server.closeAllConnections();
      }
      await squid[Symbol.asyncDispose]();
      await inside[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
