import { lstat, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dump, load } from 'js-yaml';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { chooseContext, parseKubeconfig } from '../../kubernetes/kubeconfig/kubeconfig-text.ts';
import { mergeIntoFile, ownKubeconfigFile } from './own-kubeconfig.ts';

let directory: string;
let file: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'own-kubeconfig-'));
  file = join(directory, 'config');
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const kubeconfig = (name: string, server: string, token: string): string =>
  dump({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
    preferences: { colors: true },
  });
const added = kubeconfig('admin', 'https://new.example', 'new-token');
const merge = (use = false, name = 'demo') => mergeIntoFile(file, added, { name, use });
const content = async () => parseKubeconfig(await readFile(file, 'utf8'));

test('a context is added beside the others, which stay; the file as it was is beside it', async () => {
  const before = kubeconfig('work', 'https://work.example', 'work-token');
  await writeFile(file, before, { mode: 0o640 });
  const merged = await merge();
  expect(merged).toMatchObject({ context: 'demo', current: 'work', file });
  const now = await content();
  expect(chooseContext(now, 'demo')).toMatchObject({
    cluster: { server: 'https://new.example' },
    user: { token: 'new-token' },
  });
  expect(chooseContext(now, undefined)).toMatchObject({ context: 'work', user: { token: 'work-token' } });
  expect(now['preferences']).toEqual({ colors: true });
  expect((await stat(file)).mode & 0o777).toBe(0o640);
  expect(await readFile(merged.backup ?? '', 'utf8')).toBe(before);
  expect(await readdir(directory)).toHaveLength(2);
});

test('a name that belongs to another cluster is left to it; the own one is renewed', async () => {
  const before = kubeconfig('demo', 'https://other.example', 'other-token');
  await writeFile(file, before);
  expect(await merge()).toMatchObject({ context: 'demo-2', current: 'demo' });
  expect(await merge()).toMatchObject({ context: 'demo-2' });
  const now = await content();
  expect(now.contexts?.map(({ name }) => name)).toEqual(['demo', 'demo-2']);
  expect(chooseContext(now, 'demo').user).toEqual({ token: 'other-token' });
});

test('a user of the same name is never overwritten, even without a context', async () => {
  await writeFile(file, dump({ users: [{ name: 'demo', user: { token: 'other' } }] }));
  expect(await merge()).toMatchObject({ context: 'demo-2', current: 'demo-2' });
  expect((load(await readFile(file, 'utf8')) as { users: unknown[] }).users).toContainEqual({
    name: 'demo',
    user: { token: 'other' },
  });
});

test('with use, the new context becomes the current one', async () => {
  await writeFile(file, kubeconfig('work', 'https://work.example', 'work-token'));
  expect(await merge(true)).toMatchObject({ current: 'demo' });
  expect((await content())['current-context']).toBe('demo');
});

test('a new file is private, its folder too', async () => {
  file = join(directory, 'new', 'config');
  expect(await merge()).toEqual({ context: 'demo', current: 'demo', changed: true, file });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(join(directory, 'new'))).mode & 0o777).toBe(0o700);
});

test('a symbolic link stays one', async () => {
  const real = join(directory, 'real');
  await writeFile(real, kubeconfig('work', 'https://work.example', 'work-token'));
  await symlink(real, file);
  await merge();
  expect((await lstat(file)).isSymbolicLink()).toBe(true);
  expect(parseKubeconfig(await readFile(real, 'utf8')).contexts).toHaveLength(2);
});

test.each([
  ['no YAML', 'contexts: [', 'not YAML'],
  ['no kubeconfig', 'contexts: hello', 'contexts is not a list'],
  ['a list', '- a', 'no settings'],
  ['an object of another kind', 'apiVersion: v1\nkind: Pod\n', 'its kind is "Pod", not Config'],
])('a file that is %s is refused and stays as it is', async (_, text, reason) => {
  await writeFile(file, text);
  await expect(merge()).rejects.toMatchObject({
    key: 'access.kubeconfigNotMerged',
    message: expect.stringContaining(reason) as string,
  });
  expect(await readFile(file, 'utf8')).toBe(text);
  expect(await readdir(directory)).toEqual(['config']);
});

test('merging again changes nothing, and makes no second backup', async () => {
  await writeFile(file, kubeconfig('work', 'https://work.example', 'work-token'));
  expect(await merge()).toMatchObject({ changed: true });
  const before = await readFile(file, 'utf8');
  expect(await merge()).toEqual({ context: 'demo', current: 'work', changed: false, file });
  expect(await readFile(file, 'utf8')).toBe(before);
  expect(await readdir(directory)).toHaveLength(2);
});

test('a folder in place of the file is named as one', async () => {
  await mkdir(file);
  await expect(merge()).rejects.toThrow(`The file ${file} was not changed: it is a folder.`);
});

test('the file is the first of KUBECONFIG, as kubectl has it, else the one in the home folder', () => {
  expect(ownKubeconfigFile({ KUBECONFIG: ':/a/one:/b/two' })).toBe('/a/one');
  expect(ownKubeconfigFile({ HOME: '/home/eve' })).toBe('/home/eve/.kube/config');
});

test('a file that kubectl is changing is not touched, and is changed when kubectl has finished', async () => {
  const before = kubeconfig('work', 'https://work.example', 'work-token');
  await writeFile(file, before);
  await writeFile(`${file}.lock`, '');
  await expect(mergeIntoFile(file, added, { name: 'demo', use: false }, 0)).rejects.toMatchObject({
    key: 'access.kubeconfigLocked',
    message: expect.stringContaining(`${file}.lock exists`) as string,
  });
  expect(await readFile(file, 'utf8')).toBe(before);
  expect((await readdir(directory)).toSorted()).toEqual(['config', 'config.lock']);

  const waiting = mergeIntoFile(file, added, { name: 'demo', use: false }, 60_000);
  await rm(`${file}.lock`);
  await waiting;
  expect((await content()).contexts).toHaveLength(2);
  expect(await readdir(directory)).not.toContain('config.lock');
});

test.runIf(process.platform === 'linux')('a place where no file can be is refused and does not hang', async () => {
  for (const place of ['/proc/mlanywhere/config', '/dev/zero', directory])
    await expect(mergeIntoFile(place, added, { name: 'demo', use: false })).rejects.toMatchObject({
      code: 'MLA-ACCESS-008',
    });
});
