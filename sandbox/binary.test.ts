import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { adoptControlPlane } from '../scripts/control-plane.mjs';
import { MlaError } from '../src/errors/error.ts';
import { findControlPlaneBinary, programNames, whyNoControlPlane } from './binary.ts';

const folder = await mkdtemp(join(tmpdir(), 'mla-test-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function program(name: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, '#!/bin/sh\n');
  await chmod(file, 0o755);
  return file;
}

/** Neither Go nor a cache. */
const nothing = { PATH: join(folder, 'empty'), XDG_CACHE_HOME: join(folder, 'cache') };

describe('the control plane is found', () => {
  test('without Go and without a binary the error names the three ways', async () => {
    const thrown: unknown = await findControlPlaneBinary({ env: nothing }).catch((error: unknown) => error);
    if (!(thrown instanceof MlaError)) throw new Error('it was found');
    expect(thrown.code).toBe('MLA-SANDBOX-001');
    for (const way of ['Install Go', 'MLA_SANDBOX_BIN', 'another platform']) expect(thrown.fix).toContain(way);
    expect(thrown.message + thrown.likelyCause + thrown.fix).not.toMatch(/[{}]/);
  });

  test('or it is said beforehand why it cannot be had, and not a word where it can', async () => {
    expect((await whyNoControlPlane(nothing))?.code).toBe('MLA-SANDBOX-001');
    expect((await whyNoControlPlane({ ...nothing, MLA_SANDBOX_BIN: join(folder, 'nowhere') }))?.code).toBe(
      'MLA-SANDBOX-002',
    );
    expect(await whyNoControlPlane({ ...nothing, MLA_SANDBOX_BIN: await program('control-plane') })).toBeUndefined();
  });

  test('in one file that MLA_SANDBOX_BIN names', async () => {
    const file = await program('control-plane');
    const binary = await findControlPlaneBinary({ env: { ...nothing, MLA_SANDBOX_BIN: file } });
    expect(binary.command('etcd')).toEqual({ file, leading: ['etcd'] });
    expect(binary.endsWithStdin).toBe(true);
  });

  test('in a folder of separate programs, and what is missing there is named', async () => {
    const env = { ...nothing, MLA_SANDBOX_BIN: folder };
    await program('etcd');
    await expect(findControlPlaneBinary({ env })).rejects.toMatchObject({
      code: 'MLA-SANDBOX-002',
      details: { missing: 'kube-apiserver' },
    });
    for (const name of programNames) await program(name);
    const binary = await findControlPlaneBinary({ env });
    expect(binary.command('kwok')).toEqual({ file: join(folder, 'kwok'), leading: [] });
  });

  test('in the cache, where a build puts it', async () => {
    const cached = await adoptControlPlane(await program('built'), nothing);
    expect((await findControlPlaneBinary({ env: nothing })).command('kube-apiserver')).toEqual({
      file: cached,
      leading: ['kube-apiserver'],
    });
  });
});
