import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeNodeKey } from '../../src/cluster-proxy/ssh/node-key.ts';
import { noRoots, startSshdNode } from '../../src/cluster-proxy/testing/sshd-nodes.fixture.ts';
import { eventually } from '../patience.fixture.ts';

/** `ssh -D` to a node of the test rig. */
export const hasSshProxy = noRoots === undefined && spawnSync('ssh', ['-V']).status === 0;
/** microsocks, which knows names that nothing else here does. */
export const hasMicrosocks =
  spawnSync('unshare', ['-m', 'sh', '-c', 'mount --bind /etc/hosts /etc/hosts && command -v microsocks']).status === 0;

/** A SOCKS5 proxy that somebody else wrote. It alone knows `files.lab.example`, as this machine. */
export interface SocksServer extends AsyncDisposable {
  /** `127.0.0.1:port`. */
  readonly host: string;
}

const hosts = '127.0.0.1 localhost files.lab.example\n';

/** OpenSSH forwards what it is asked for to a real sshd, which looks up the names. It knows no passwords. */
export async function startSshProxy(): Promise<SocksServer> {
  const key = makeNodeKey();
  const node = await startSshdNode('gateway', { key });
  const folder = await mkdtemp(join(tmpdir(), 'mla-ssh-proxy-'));
  await node.write('/etc/hosts', hosts);
  await writeFile(join(folder, 'key'), key.privateKey.reveal(), { mode: 0o600 });
  const port = await freePort();
  const { user } = node.target();
  const options = ['BatchMode=yes', 'ExitOnForwardFailure=yes', 'StrictHostKeyChecking=no'];
  const child = spawn(
    'ssh',
    [
      ...['-F', 'none', '-N', '-D', `127.0.0.1:${port}`, '-i', join(folder, 'key'), '-p', `${node.port}`],
      ...[...options, `UserKnownHostsFile=${join(folder, 'known')}`].flatMap((option) => ['-o', option]),
      `${user}@127.0.0.1`,
    ],
    { stdio: 'ignore' },
  );
  await untilListening(port, child);
  return {
    host: `127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      await end(child);
      await node[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Asks for `ann` and `50%off`. */
export async function startMicrosocks(): Promise<SocksServer> {
  const folder = await mkdtemp(join(tmpdir(), 'mla-microsocks-'));
  await writeFile(join(folder, 'hosts'), hosts);
  const port = await freePort();
  const enter = 'mount --bind "$1" /etc/hosts && shift && exec microsocks "$@"';
  const flags = ['-i', '127.0.0.1', '-p', `${port}`, '-u', 'ann', '-P', '50%off'];
  const words = ['-m', 'sh', '-c', enter, 'sh', join(folder, 'hosts'), ...flags];
  const child = spawn('unshare', words, { stdio: 'ignore' });
  await untilListening(port, child);
  return {
    host: `127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      await end(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

async function untilListening(port: number, child: ChildProcess): Promise<void> {
  await eventually(async () => {
    if (child.exitCode !== null) throw new Error(`the proxy ended with code ${child.exitCode}`);
    const socket = connect(port, '127.0.0.1');
    const isThere = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    return isThere;
  });
}
