import { readFile, rm } from 'node:fs/promises';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandboxProcess } from '../sandbox/separate-process.ts';
import type { SwitchSettings } from '../sandbox/switches.ts';

/** What a measurement works on. */
export interface BenchCluster {
  /** Path of the administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** Writes of the administrator that the API server has logged: all, and those it refused. */
  readonly countWrites: () => Promise<{ writes: number; refused: number }>;
}

/** Does work on a new sandbox cluster in a process of its own, and removes it afterwards. */
export async function withFreshSandbox<T>(
  work: (cluster: BenchCluster) => Promise<T>,
  switches: Partial<SwitchSettings> = {},
): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'mla-bench-'));
  const sandbox = await startSandboxProcess({
    name: 'bench',
    directory,
    switches: { controllers: {}, workloads: {}, ...switches },
  });
  try {
    const { auditLog } = await sandbox.describe();
    return await work({ kubeconfig: join(directory, 'kubeconfig'), countWrites: () => countWrites(auditLog) });
  } finally {
    await sandbox.stop();
    await rm(directory, { recursive: true, force: true });
  }
}

interface AuditLine {
  readonly stage?: string;
  readonly user?: { readonly username?: string };
  readonly responseStatus?: { readonly code?: number };
}

async function countWrites(auditLog: string): Promise<{ writes: number; refused: number }> {
  const lines = (await readFile(auditLog, 'utf8')).split('\n').filter((line) => line !== '');
  const own = lines
    .map((line) => JSON.parse(line) as AuditLine)
    .filter((line) => line.user?.username === 'admin' && line.stage === 'ResponseComplete');
  return { writes: own.length, refused: own.filter((line) => (line.responseStatus?.code ?? 0) >= 400).length };
}
