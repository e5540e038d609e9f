import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readArchive } from './read-archive.ts';
import { packArchive, packSource } from '../testing/source.fixture.ts';

const folder = mkdtempSync(join(tmpdir(), 'mla-archive-'));
afterAll(() => rmSync(folder, { recursive: true }));

function fileWith(bytes: Buffer): string {
  const file = join(folder, `${Math.random()}.tar.gz`);
  writeFileSync(file, bytes);
  return file;
}

describe('an archive', () => {
  test('gives its files by their path below the top folder', async () => {
    const tree = await readArchive(fileWith(packSource('kubeflow-1', { 'a/b.yaml': 'x: 1\n', c: '' })), {
      origin: 'it',
    });
    expect([...tree].map(([path, { content }]) => [path, content.toString()])).toEqual([
      ['a/b.yaml', 'x: 1\n'],
      ['c', ''],
    ]);
  });

  test.each([
    ['leads upwards', packArchive([{ path: 'top/../../etc/passwd', content: 'x' }])],
    ['is absolute', packArchive([{ path: '/etc/passwd', content: 'x' }])],
  ])('with a path that %s is refused', async (_name, bytes) => {
    await expect(readArchive(fileWith(bytes), { origin: 'it' })).rejects.toMatchObject({
      code: 'MLA-KUBEFLOW-030',
      details: { reason: expect.stringContaining('leads out of it') as string },
    });
  });

  test.each([
    ['a page of HTML', Buffer.from('<html>Please log in to the network</html>')],
    ['half of itself', packSource('top', { a: 'x'.repeat(10_000) }).subarray(0, 60)],
    ['empty', packArchive([])],
    ['no bytes at all', Buffer.alloc(0)],
  ])('that is %s is refused', async (_name, bytes) => {
    await expect(readArchive(fileWith(bytes), { origin: 'it' })).rejects.toMatchObject({ code: 'MLA-KUBEFLOW-030' });
  });

  test('keeps a link as the path it points to, and follows none', async () => {
    const tree = await readArchive(
      fileWith(packArchive([{ path: 'top/link', type: 'SymbolicLink', linkpath: '/etc/passwd' }])),
      { origin: 'it' },
    );
    expect(tree.get('link')).toEqual({ mode: '120000', content: Buffer.from('/etc/passwd') });
  });
});
