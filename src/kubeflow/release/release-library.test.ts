import { mkdtemp, readdir, rm, writeFile, mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sampleSource } from '../sample/sample-release.ts';
import { buildBundle } from './build-release.ts';
import { downloadOverHttps } from './fetch-bundle.ts';
import { digestOf } from './load-release.ts';
import { openReleaseLibrary, type ReleaseLibrary } from './release-library.ts';

const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n';
const bundleOf = (version: string, content = text): Buffer =>
  buildBundle([{ name: 'part.yaml', text: content }], { version, catalogue: [] });

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'mla-releases-'));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

function open(releasePath?: string): ReleaseLibrary {
  return openReleaseLibrary({
    directory: join(home, 'releases'),
    cacheDirectory: join(home, 'cache'),
    releasePath,
    builtIn: [sampleSource],
  });
}

async function writeBundleFile(name: string, bundle: Buffer): Promise<string> {
  const path = join(home, name);
  await writeFile(path, bundle);
  return path;
}

describe('the library of releases', () => {
  test('always has the sample release', async () => {
    const [sample] = await open().list();
    expect(sample).toMatchObject({ name: 'sample', objects: 47, source: 'part of MLAnywhere' });
    expect((await open().load('sample')).objects).toHaveLength(47);
  });

  test('keeps a bundle that was added, and another library finds it there', async () => {
    const bundle = bundleOf('26.03.1');
    await open().store.add(await writeBundleFile('a.mlarelease', bundle), { digest: digestOf(bundle) });
    expect(await open().load('26.03.1')).toMatchObject({
      name: 'kubeflow',
      version: '26.03.1',
      digest: digestOf(bundle),
    });
    expect(await readdir(join(home, 'releases'))).toEqual(['index.json', 'kubeflow-26.03.1.mlarelease']);
  });

  test('gives a pinned release only where its digest is the one that was named', async () => {
    const bundle = bundleOf('26.03.1');
    await open().store.add(await writeBundleFile('a.mlarelease', bundle));
    expect(await open().load(`26.03.1@${digestOf(bundle)}`)).toMatchObject({ version: '26.03.1' });
    const other = digestOf(bundleOf('26.03.1', text.replace('name: a', 'name: b')));
    await expect(open().load(`26.03.1@${other}`)).rejects.toMatchObject({
      code: 'MLA-KUBEFLOW-002',
      details: { expected: other, actual: digestOf(bundle) },
    });
  });

  test('takes the newest when only a name is said', async () => {
    const library = open();
    for (const version of ['26.03', '26.10', '26.03.1'])
      await library.store.add(await writeBundleFile(`${version}.mlarelease`, bundleOf(version)));
    expect(await library.load('kubeflow')).toMatchObject({ version: '26.10' });
  });

  test('says what there is when a release is not', async () => {
    await expect(open().load('26.99')).rejects.toMatchObject({
      code: 'MLA-KUBEFLOW-001',
      details: { release: '26.99', available: 'the sample release (sample 1.0.0, not Kubeflow)' },
    });
  });

  test('refuses the same version with another content, and takes the same content twice', async () => {
    const library = open();
    const path = await writeBundleFile('a.mlarelease', bundleOf('1'));
    await library.store.add(path);
    await library.store.add(path);
    const other = await writeBundleFile('b.mlarelease', bundleOf('1', text.replace('name: a', 'name: b')));
    await expect(library.store.add(other)).rejects.toMatchObject({ code: 'MLA-KUBEFLOW-014' });
    expect((await library.list()).map((summary) => summary.version)).toEqual(['1', '1.0.0']);
  });

  test('notices that a kept bundle was changed', async () => {
    const library = open();
    await library.store.add(await writeBundleFile('a.mlarelease', bundleOf('1')));
    await writeFile(
      join(home, 'releases', 'kubeflow-1.mlarelease'),
      bundleOf('1', text.replace('name: a', 'name: evil')),
    );
    await expect(library.load('1')).rejects.toMatchObject({ code: 'MLA-KUBEFLOW-002' });
  });

  test('removes only what was added', async () => {
    const library = open();
    await library.store.add(await writeBundleFile('a.mlarelease', bundleOf('1')));
    await library.remove('1');
    expect((await library.list()).map((summary) => summary.name)).toEqual(['sample']);
    await expect(library.remove('sample')).rejects.toMatchObject({ code: 'MLA-KUBEFLOW-010' });
  });
});

describe('a folder of rendered releases', () => {
  test('is built once and read from the cache after that, until a file changes', async () => {
    const folder = join(home, 'rendered');
    await mkdir(join(folder, '26.03.1'), { recursive: true });
    await writeFile(join(folder, '26.03.1', '07-dex.yaml'), text);
    const first = await open(folder).load('26.03.1');
    expect(first.components.map((component) => component.name)).toEqual(['dex']);
    expect((await open(folder).load('26.03.1')).digest).toBe(first.digest);
    expect(await readdir(join(home, 'cache'))).toHaveLength(1);
    await writeFile(join(folder, '26.03.1', '07-dex.yaml'), text.replace('name: a', 'name: b'));
    expect((await open(folder).load('26.03.1')).digest).not.toBe(first.digest);
  });

  test('builds again when the cached bundle is damaged', async () => {
    const folder = join(home, 'rendered');
    await mkdir(join(folder, '1'), { recursive: true });
    await writeFile(join(folder, '1', 'part.yaml'), text);
    const { digest } = await open(folder).load('1');
    const [cached = ''] = await readdir(join(home, 'cache'));
    await writeFile(join(home, 'cache', cached), 'rubbish');
    expect((await open(folder).load('1')).digest).toBe(digest);
  });

  test('may hold bundle files', async () => {
    const folder = join(home, 'bundles');
    await mkdir(folder);
    await writeFile(join(folder, 'mine.mlarelease'), bundleOf('26.03.1'));
    expect(await open(folder).load('26.03.1')).toMatchObject({ digest: digestOf(bundleOf('26.03.1')) });
  });

  test('is named when it is not there', async () => {
    await expect(open(join(home, 'nowhere')).list()).rejects.toMatchObject({ code: 'MLA-KUBEFLOW-012' });
  });
});

describe('a bundle from an address', () => {
  let server: Server;
  let address: string;
  beforeEach(async () => {
    server = createServer((request, response) => {
      if (request.url === '/1.mlarelease') response.end(bundleOf('1'));
      else response.writeHead(404).end();
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.close();
  });

  /* The transport below TLS is not what is tested here: addresses are https for the store, http on the wire. */
  function openWithDownload(): ReleaseLibrary {
    const download = async (wanted: string): Promise<Uint8Array> => {
      const response = await fetch(wanted.replace('https:', 'http:'));
      if (!response.ok) throw new Error(`the server answered ${response.status}`);
      return new Uint8Array(await response.arrayBuffer());
    };
    return openReleaseLibrary({
      directory: join(home, 'releases'),
      cacheDirectory: join(home, 'cache'),
      builtIn: [],
      download,
    });
  }

  test('is taken when its digest is right', async () => {
    const added = await openWithDownload().store.add(`https://${address}/1.mlarelease`, {
      digest: digestOf(bundleOf('1')),
    });
    expect(added).toMatchObject({ version: '1', source: `https://${address}/1.mlarelease` });
  });

  test('is refused with another digest, and nothing is kept', async () => {
    const library = openWithDownload();
    await expect(
      library.store.add(`https://${address}/1.mlarelease`, { digest: `sha256:${'0'.repeat(64)}` }),
    ).rejects.toMatchObject({ code: 'MLA-KUBEFLOW-002' });
    expect(await library.list()).toEqual([]);
  });

  test('needs a digest and https', async () => {
    await expect(openWithDownload().store.add(`https://${address}/1.mlarelease`)).rejects.toMatchObject({
      code: 'MLA-KUBEFLOW-009',
    });
    await expect(openWithDownload().store.add(`http://${address}/1.mlarelease`)).rejects.toMatchObject({
      code: 'MLA-KUBEFLOW-009',
    });
  });

  test('says what the server answered', async () => {
    const adding = openWithDownload().store.add(`https://${address}/2.mlarelease`, {
      digest: `sha256:${'0'.repeat(64)}`,
    });
    await expect(adding).rejects.toMatchObject({
      code: 'MLA-KUBEFLOW-008',
      details: { reason: 'the server answered 404' },
    });
  });

  test('is not read beyond the size that a bundle can have', async () => {
    const answer = new Response(new Uint8Array(2000));
    Object.defineProperty(answer, 'url', { value: 'https://files.example/1.mlarelease' });
    const download = downloadOverHttps(() => Promise.resolve(answer), 1000);
    const library = openReleaseLibrary({
      directory: join(home, 'releases'),
      cacheDirectory: join(home, 'cache'),
      builtIn: [],
      download,
    });
    const adding = library.store.add('https://files.example/1.mlarelease', { digest: digestOf(bundleOf('1')) });
    await expect(adding).rejects.toMatchObject({
      code: 'MLA-KUBEFLOW-008',
      details: { reason: 'it sends more than 1000 bytes' },
    });
  });
});

test('a bundle file that is not there is a missing file, not a network that is down', async () => {
  const library = openReleaseLibrary({
    directory: join(home, 'releases'),
    cacheDirectory: join(home, 'cache'),
    builtIn: [],
  });
  const missing = join(home, 'nope.file');
  await expect(library.store.add(missing)).rejects.toMatchObject({
    code: 'MLA-KUBEFLOW-048',
    message: `The file ${missing} does not exist.`,
    kind: 'not-found',
  });
  await expect(library.store.add(home)).rejects.toMatchObject({
    code: 'MLA-KUBEFLOW-049',
    message: expect.stringContaining(`${home} cannot be read: `) as string,
  });
});

test('the sample release answers to the name that earlier versions gave it', async () => {
  const older = ['prac', 'tice'].join('');
  expect(await open().load(older)).toMatchObject({ name: 'sample' });
  expect(await open().load(`${older} 1.0.0`)).toMatchObject({ name: 'sample', version: '1.0.0' });
});
