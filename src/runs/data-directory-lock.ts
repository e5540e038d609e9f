import { createHash } from 'node:crypto';
import { open, readFile, realpath, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { MlaError } from '../errors/error.ts';

/** Held until `release`, or until the process dies. */
export interface DataDirectoryLock {
  release(): Promise<void>;
}

/**
 * Makes this process the only one that opens the database in `directory`:
 * PGlite itself lets two processes in, and one loses what it wrote.
 *
 * On Linux the lock is an abstract socket, which the kernel frees with the
 * process; it tells who holds it. It is seen within one network namespace:
 * two containers that share a directory do not see each other.
 * Elsewhere it is a file with the process id and start time.
 * Throws MLA-RUN-001 naming the holder.
 */
export async function lockDataDirectory(directory: string): Promise<DataDirectoryLock> {
  const path = await realpath(directory);
  const holder = `process ${process.pid} (started ${new Date(Date.now() - process.uptime() * 1000).toISOString()})`;
  return process.platform === 'linux' ? lockBySocket(path, holder) : lockByFile(path, holder);
}

async function lockBySocket(directory: string, holder: string): Promise<DataDirectoryLock> {
  const address = `\0mlanywhere-${createHash('sha256').update(directory).digest('hex').slice(0, 40)}`;
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.end(holder);
  });
  server.unref();
  await new Promise<void>((resolve, reject) => {
    server.once('listening', resolve);
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EADDRINUSE') return reject(error);
      void askHolder(address).then((other) => reject(inUse(directory, other)));
    });
    server.listen(address);
  });
  return { release: () => new Promise((resolve) => server.close(() => resolve())) };
}

function askHolder(address: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(address);
    socket.setTimeout(1000, () => socket.destroy());
    socket.on('data', (data) => (answer += data.toString()));
    socket.on('error', () => socket.destroy());
    socket.on('close', () => resolve(answer === '' ? 'another process' : answer));
  });
}

async function lockByFile(directory: string, holder: string): Promise<DataDirectoryLock> {
  const path = join(directory, 'lock');
  for (let attempt = 1; ; attempt += 1) {
    try {
      const file = await open(path, 'wx', 0o600);
      await file.writeFile(JSON.stringify({ pid: process.pid, holder }));
      await file.close();
      return { release: () => rm(path, { force: true }) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 3) throw error;
      const other = await readHolder(path);
      if (other && isAlive(other.pid)) throw inUse(directory, other.holder);
      await rm(path, { force: true });
    }
  }
}

async function readHolder(path: string): Promise<{ pid: number; holder: string } | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as { pid: number; holder: string };
  } catch {
    return undefined;
  }
}

/** Whether a process of this id runs. A reused id reads as alive: then the user is told whom to look for. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function inUse(directory: string, holder: string): MlaError {
  return new MlaError('MLA-RUN-001', { directory, holder });
}
