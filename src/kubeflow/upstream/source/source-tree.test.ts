import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type SourceFile, treeId } from './source-tree.ts';

test('the id of a tree is the one that Git gives it: folders sort with a slash, programs and links count as such', () => {
  const files = new Map<string, SourceFile>([
    ['a/inside.yaml', { content: Buffer.from('x: 1\n'), mode: '100644' }],
    ['a.yaml', { content: Buffer.from('y: 2\n'), mode: '100644' }],
    ['a-b/deep/er/file', { content: Buffer.alloc(0), mode: '100644' }],
    ['run.sh', { content: Buffer.from('#!/bin/sh\n'), mode: '100755' }],
    ['link', { content: Buffer.from('a/inside.yaml'), mode: '120000' }],
    ['ä.txt', { content: Buffer.from([0, 255, 10]), mode: '100644' }],
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'mla-tree-'));
  try {
    for (const [path, { content, mode }] of files) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      if (mode === '120000') symlinkSync(content.toString(), join(folder, path));
      else writeFileSync(join(folder, path), content);
      if (mode === '100755') chmodSync(join(folder, path), 0o755);
    }
    const git = (...args: string[]): string =>
      execFileSync('git', ['-c', 'core.autocrlf=false', ...args], { cwd: folder, encoding: 'utf8' }).trim();
    git('init', '--quiet');
    git('add', '--all');
    expect(treeId(files)).toBe(git('write-tree'));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
