import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MlaError } from '../../errors/error.ts';
import type { TextSource } from '../cli.ts';
import { readInstance, removeInstance, writeInstance } from '../server/instance-file.ts';
import { readInput } from './read-input.ts';
import { readTrust } from './read-trust.ts';
import { Secret } from '../../secret.ts';
import { writePrivateFile } from '../server/write-private-file.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mla-cli-'));
});

afterEach(() => rm(directory, { recursive: true, force: true }));

const typed = (text: string): TextSource =>
  (async function* () {
    yield text;
  })();

test('what is given on standard input is read to its end', async () => {
  expect(await readInput('-', typed('kind: Installation\n'))).toBe('kind: Installation\n');
});

test('a file that is not there is said so', async () => {
  await expect(readInput(join(directory, 'none.yaml'), typed(''))).rejects.toMatchObject({ code: 'MLA-CLI-002' });
});

test('a device that never ends is refused, a pipe is read', async () => {
  const device = { code: 'MLA-CLI-002', details: { reason: 'it is a device' } };
  await expect(readInput('/dev/zero', typed(''))).rejects.toMatchObject(device);
  const pipe = join(directory, 'pipe');
  execFileSync('mkfifo', [pipe]);
  const [text] = await Promise.all([readInput(pipe, typed('')), writeFile(pipe, 'kind: Installation\n')]);
  expect(text).toBe('kind: Installation\n');
});

test('a file that is too large for a text is refused before it is read', async () => {
  const large = join(directory, 'large');
  await writeFile(large, '');
  await truncate(large, 100 << 20);
  const reason = 'it is larger than 64 MiB';
  await expect(readInput(large, typed(''))).rejects.toMatchObject({ code: 'MLA-CLI-002', details: { reason } });
});

test.each(['AB:'.repeat(31) + 'AB', `sha256:${'ab'.repeat(32)}`, 'ab'.repeat(32)])(
  'a fingerprint can be written as %s',
  async (fingerprint) => {
    expect(await readTrust({ fingerprint }, typed(''))).toEqual({ mode: 'fingerprint', sha256: 'ab'.repeat(32) });
  },
);

test('a fingerprint that is none, and two ways of trust at once, are refused', async () => {
  await expect(readTrust({ fingerprint: 'abc' }, typed(''))).rejects.toThrow(MlaError);
  await expect(readTrust({ fingerprint: 'ab'.repeat(32), insecure: true }, typed(''))).rejects.toMatchObject({
    code: 'MLA-CLI-010',
  });
});

test('certificates are checked against the machine’s authorities unless something else is said', async () => {
  expect(await readTrust({}, typed(''))).toEqual({ mode: 'system' });
  expect(await readTrust({ insecure: true }, typed(''))).toEqual({ mode: 'insecure' });
});

test('a private file is readable by its owner alone, also when it was there before', async () => {
  const file = join(directory, 'kubeconfig');
  await writeFile(file, 'old and longer', { mode: 0o644 });
  await writePrivateFile(file, 'new');
  expect(await readFile(file, 'utf8')).toBe('new');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('the instance file tells how to reach the server, and only its own process removes it', async () => {
  await writeInstance(directory, { url: 'http://127.0.0.1:5000', token: new Secret('canary'), processId: 17 });
  const read = await readInstance(directory);
  expect(read).toMatchObject({ url: 'http://127.0.0.1:5000', processId: 17 });
  expect(read?.token.reveal()).toBe('canary');
  await removeInstance(directory, 18);
  expect(await readInstance(directory)).toBeDefined();
  await removeInstance(directory, 17);
  expect(await readInstance(directory)).toBeUndefined();
});

test('a damaged instance file is as none', async () => {
  await writeFile(join(directory, 'instance.json'), '{"url": "http://127.0');
  expect(await readInstance(directory)).toBeUndefined();
});
