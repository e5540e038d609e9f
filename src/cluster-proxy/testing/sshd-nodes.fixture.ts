import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { makeNodeKey, type NodeKey } from '../ssh/node-key.ts';
import type { NodeTarget } from '../ssh/node-session.ts';

/** Why no throw-away roots can be made here; undefined where they can. */
export const noRoots: string | undefined = findObstacle();

function findObstacle(): string | undefined {
  if (process.getuid?.() !== 0) return 'only root can make throw-away roots';
  const missing = ['/usr/sbin/sshd', '/usr/bin/sudo', '/usr/sbin/useradd'].filter(
    (file) => spawnSync('test', ['-x', file]).status !== 0,
  );
  if (missing.length > 0) return `${missing.join(', ')} is not here`;
  const probe =
    'd=$(mktemp -d) && mount -t tmpfs none $d && mkdir $d/u $d/w $d/m && mount -t overlay o -o lowerdir=/,upperdir=$d/u,workdir=$d/w $d/m';
  return spawnSync('unshare', ['-m', 'sh', '-c', probe]).status === 0 ? undefined : 'no overlay can be mounted here';
}

/**
 * A node: a real sshd with a real sudo, in a root of its own that lies over this machine’s. Only `systemctl` is a stand-in:
 * no service runs in such a root. It writes down its calls, fails to restart while the file `broken` is there, and waits
 * while `slow` is there.
 */
export interface SshdNode extends AsyncDisposable {
  readonly name: string;
  readonly port: number;
  readonly key: NodeKey;
  /** Its process, whose network and files it is in. */
  readonly process: number;
  target(changes?: Partial<NodeTarget>): NodeTarget;
  /** The text of a file of its root; undefined where there is none. */
  read(path: string): Promise<string | undefined>;
  write(path: string, text: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Restarts that its stand-in was asked for. */
  restarts(): Promise<string[]>;
  /** Leaves no room on its disk. */
  fillDisk(): Promise<void>;
  stop(): Promise<void>;
}

/** `sudo`: what its user may. */
export interface SshdNodeOptions {
  readonly key: NodeKey;
  /** Where it listens instead of at a free port of loopback: port 22 of an address, in the network that a command enters. */
  readonly at?: { readonly address: string; readonly enter: readonly string[] };
  readonly sudo?: 'free' | { readonly password: string } | 'none';
}

const user = 'ccpuser';

/** The script that makes the root and becomes its sshd. Everything is mounted in a namespace of its own, which goes with it. */
const enter = `set -e
cd "$1"
mount -t tmpfs -o size=6m none disk
mkdir disk/upper disk/work
mount -t overlay root -o lowerdir=/,upperdir=disk/upper,workdir=disk/work root
mount --rbind /dev root/dev
mount --bind /proc root/proc
mkdir -p root/run/sshd root/var/lib/stand-in
cp systemctl root/usr/local/bin/systemctl
cp sshd_config root/etc/ssh/throw_away_config
cp host_key root/etc/ssh/throw_away_key
chmod 600 root/etc/ssh/throw_away_key
chroot root useradd --create-home --shell /bin/sh ${user}
chroot root usermod --password '*' ${user}
[ ! -s password ] || chroot root chpasswd <password
mkdir -p root/home/${user}/.ssh
cp authorized_keys root/home/${user}/.ssh/
chroot root chown -R ${user}: /home/${user}
cp sudoers root/etc/sudoers.d/throw-away
chmod 440 root/etc/sudoers.d/throw-away
printf 'PATH="/usr/bin:/bin"\\n' >root/etc/environment
printf '# wget\\n' >root/etc/wgetrc
exec chroot root /usr/sbin/sshd -D -e -f /etc/ssh/throw_away_config`;

const standIn = `#!/bin/sh
# A stand-in: nothing in this root is a service.
echo "$*" >>/var/lib/stand-in/calls
while [ "$1" = restart ] && [ -f /var/lib/stand-in/slow ]; do sleep 0.05; done
[ "$1" != restart ] || [ ! -f /var/lib/stand-in/broken ] || { echo "Job for $2.service failed." >&2; exit 1; }
exit 0
`;

export async function startSshdNode(name: string, { key, sudo = 'free', at }: SshdNodeOptions): Promise<SshdNode> {
  const directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
  const { address, port } = at === undefined ? { address: '127.0.0.1', port: await freePort() } : { ...at, port: 22 };
  await Promise.all(['disk', 'root'].map((one) => mkdir(join(directory, one))));
  const rule = sudo === 'none' ? '' : `${user} ALL=(ALL) ${sudo === 'free' ? 'NOPASSWD: ' : ''}ALL\n`;
  const files = {
    systemctl: standIn,
    authorized_keys: `${key.publicKey}\n`,
    sudoers: rule,
    password: typeof sudo === 'object' ? `${user}:${sudo.password}\n` : '',
    host_key: makeNodeKey().privateKey.reveal(),
    sshd_config: `ListenAddress ${address}\nPort ${port}\nHostKey /etc/ssh/throw_away_key\nUsePAM no\nPasswordAuthentication no\nStrictModes no\nPidFile none\n`,
  };
  for (const [file, text] of Object.entries(files))
    await writeFile(join(directory, file), text, { mode: file === 'systemctl' ? 0o755 : 0o600 });
  const [command, ...words] = [...(at?.enter ?? []), 'unshare', '-m', 'sh', '-c', enter, 'sh', directory];
  const sshd = spawn(command, words, { stdio: ['ignore', 'ignore', 'pipe'] });
  await untilListening(sshd);
  const inside = (path: string): string => `/proc/${sshd.pid}/root${path}`;
  const read = (path: string) => readFile(inside(path), 'utf8').catch(() => undefined);
  const stop = async (): Promise<void> => {
    if (sshd.exitCode !== null || sshd.signalCode !== null) return;
    sshd.kill('SIGKILL');
    await once(sshd, 'exit');
  };
  return {
    name,
    port,
    key,
    process: sshd.pid ?? 0,
    target: (changes = {}) => ({
      node: name,
      host: address,
      port,
      user,
      privateKeys: [key.privateKey],
      ...changes,
    }),
    read,
    write: (path, text) => writeFile(inside(path), text),
    remove: (path) => rm(inside(path), { force: true }),
    restarts: async () =>
      ((await read('/var/lib/stand-in/calls')) ?? '').split('\n').filter((line) => line.startsWith('restart')),
    async fillDisk() {
      const piece = Buffer.alloc(4096, 1);
      const at = inside('/var/full');
      await writeFile(at, '');
      const grow = () =>
        appendFile(at, piece).then(
          () => true,
          () => false,
        );
      while (await grow());
    },
    stop,
    async [Symbol.asyncDispose]() {
      await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function untilListening(sshd: ChildProcess): Promise<void> {
  let said = '';
  sshd.stderr?.on('data', (data: Buffer) => (said += data.toString('utf8')));
  while (!said.includes('Server listening')) {
    if (sshd.exitCode !== null) throw new Error(`the node does not start: ${said}`);
    await wait(20);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** A way to a port that is cut when it is told so, and after so many bytes have gone there. */
export async function startCuttingRelay(
  port: number,
  bytes = Number.POSITIVE_INFINITY,
): Promise<AsyncDisposable & { readonly port: number; cut(): void }> {
  const cuts: (() => void)[] = [];
  const server = createServer((near) => {
    const far = connect(port, '127.0.0.1');
    let sent = 0;
    const cut = (): void => {
      near.destroy();
      far.destroy();
    };
    cuts.push(cut);
    near.on('data', (data) => {
      const rest = data.subarray(0, Math.max(0, bytes - sent));
      sent += data.length;
      far.write(rest);
      if (sent >= bytes) setTimeout(cut, 50);
    });
    far.on('data', (data) => near.write(data));
    for (const end of [near, far]) end.on('error', cut).on('close', cut);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => cuts.forEach((cut) => cut()),
    async [Symbol.asyncDispose]() {
      server.close();
      await once(server, 'close');
    },
  };
}
