import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { request } from 'undici';
import { findSandboxProcess, startSandboxProcess, type SandboxDescription } from './separate-process.ts';
import { eventually } from '../test/patience.fixture.ts';

let directory: string;
beforeEach(async () => void (directory = await mkdtemp(join(tmpdir(), 'mla-test-'))));
afterEach(() => rm(directory, { recursive: true, force: true, maxRetries: 5 }));

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

const everyProcess = ({ pid, programs }: SandboxDescription): number[] => [
  pid,
  ...programs.map((program) => program.pid),
];

describe('a sandbox in a process of its own', () => {
  test('tells its status, takes switches and faults, and leaves nothing behind', async () => {
    const sandbox = await startSandboxProcess({ name: 'apart', directory });
    const description = await sandbox.describe();
    expect(everyProcess(description).every(isAlive)).toBe(true);
    expect(description.kubeconfig).toContain(description.server);

    await sandbox.setSwitches({ controllers: { volumes: { never: true } }, workloads: {} });
    await sandbox.setFaults([{ fault: { kind: 'server-error', status: 500 }, times: 1 }]);
    expect(await sandbox.describe()).toMatchObject({
      switches: { controllers: { volumes: { never: true } } },
      faults: [{ hit: 0 }],
    });
    await expect(sandbox.setFaults([{ fault: { kind: 'server-error', status: 200 } }])).rejects.toThrow(/400/);

    expect((await stat(join(directory, 'admin.json'))).mode & 0o077).toBe(0);
    const { url } = JSON.parse(await readFile(join(directory, 'admin.json'), 'utf8')) as { url: string };
    expect((await request(`${url}/status`)).statusCode).toBe(401);

    await sandbox.stop();
    expect(everyProcess(description).filter(isAlive)).toEqual([]);
    expect(await findSandboxProcess(directory)).toBeUndefined();
  });

  test('detached, it is found again by its folder', async () => {
    await startSandboxProcess({ name: 'detached', directory, detached: true });
    const found = await findSandboxProcess(directory);
    const description = await found?.describe();
    await found?.stop();
    expect(description?.name).toBe('detached');
    expect(description === undefined ? [] : everyProcess(description).filter(isAlive)).toEqual([]);
  });

  test('nothing is left when its parent, or it itself, is killed without warning', async () => {
    const library = fileURLToPath(new URL('separate-process.ts', import.meta.url));
    const script = `
      const { startSandboxProcess } = await import(${JSON.stringify(library)});
      const sandbox = await startSandboxProcess({ name: 'orphan', directory: ${JSON.stringify(directory)} });
      console.log(JSON.stringify(await sandbox.describe()));
      setInterval(() => {}, 1000);`;
    for (const victim of ['parent', 'sandbox'] as const) {
      const parent = spawn(process.execPath, ['--input-type=module', '-e', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line = ''] = await firstLines(parent.stdout, 1);
      const description = JSON.parse(line) as SandboxDescription;
      const processes = everyProcess(description);
      expect(processes.every(isAlive)).toBe(true);
      process.kill(victim === 'parent' ? (parent.pid ?? 0) : description.pid, 'SIGKILL');
      await eventually(async () => !processes.some(isAlive));
      parent.kill('SIGKILL');
    }
  });
});

async function firstLines(stream: NodeJS.ReadableStream, count: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: stream })) if (lines.push(line) === count) break;
  return lines;
}
