import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockDataDirectory } from './data-directory-lock.ts';

const canSeparate = spawnSync('unshare', ['-n', 'true']).status === 0;
if (!canSeparate) console.warn('Another network namespace is not tested: this user may not make one.');

describe('the lock of a data directory', () => {
  let directory: string;
  const others: ChildProcess[] = [];
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mlanywhere-test-'));
  });
  afterEach(async () => {
    for (const other of others.splice(0)) other.kill('SIGKILL');
    await rm(directory, { recursive: true, force: true });
  });

  /** Another process that takes the lock and holds it; what it says first. */
  const lockElsewhere = async (...before: string[]): Promise<{ process: ChildProcess; said: string }> => {
    const program = `import { lockDataDirectory } from ${JSON.stringify(join(import.meta.dirname, 'data-directory-lock.ts'))};
      await lockDataDirectory(${JSON.stringify(directory)}).then(() => console.log('locked'), (error) => console.log(error.message));
      setInterval(() => undefined, 1000);`;
    const other = spawn('env', [...before, process.execPath, '--input-type=module', '--eval', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    others.push(other);
    const [said] = (await once(other.stdout, 'data')) as [Buffer];
    return { process: other, said: said.toString().trim() };
  };

  test('is one process’s alone, which the others name, also by another path to it', async () => {
    const { process: holder, said } = await lockElsewhere();
    expect(said).toBe('locked');
    const link = `${directory}-link`;
    await symlink(directory, link);
    for (const path of [directory, link]) {
      await expect(lockDataDirectory(path)).rejects.toMatchObject({
        code: 'MLA-RUN-001',
        details: { holder: expect.stringMatching(`^process ${holder.pid} \\(started .*\\)$`) as string },
      });
    }
    await rm(link);
  });

  test.skipIf(!canSeparate)('is seen from another network namespace, as a container has', async () => {
    expect((await lockElsewhere('unshare', '-n')).said).toBe('locked');
    expect((await lockElsewhere('unshare', '-n')).said).toContain('is in use by process');
    await expect(lockDataDirectory(directory)).rejects.toMatchObject({ code: 'MLA-RUN-001' });
  });

  test('is free again when its holder was killed', async () => {
    const { process: holder } = await lockElsewhere();
    const gone = once(holder, 'exit');
    holder.kill('SIGKILL');
    await gone;
    await (await lockDataDirectory(directory)).release();
  });

  test('goes to one of many who ask at the same moment, and no other is let in by a release', async () => {
    const asked = await Promise.allSettled(Array.from({ length: 8 }, () => lockDataDirectory(directory)));
    const got = asked.filter((one) => one.status === 'fulfilled');
    expect(got).toHaveLength(1);
    await got[0]!.value.release();
    const second = await lockDataDirectory(directory);
    // A release that comes twice is not the second holder's.
    await got[0]!.value.release();
    await expect(lockDataDirectory(directory)).rejects.toMatchObject({ code: 'MLA-RUN-001' });
    await second.release();
  });
});
