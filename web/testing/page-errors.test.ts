import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { routes } from '../../src/api/contract.ts';
import { leaveOutErrors, madeByPages, notAsked, ofTheServer, withoutBodies } from '../vite.config.ts';

const root = resolve(import.meta.dirname, '../..');
/** Rooms whose code runs in a page. */
const rooms = ['web/src', 'src/api', 'src/errors', 'src/run-view', 'src/installation', 'src/platforms'];

const filesIn = (room: string): string[] =>
  readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).map((file) => join(root, room, file));

test('no code of the pages makes an error whose texts the build leaves out', async () => {
  const catalogues = [...filesIn('src/errors/catalogue'), ...filesIn('src/platforms')].filter((file) =>
    ofTheServer.test(file),
  );
  const tables = await Promise.all(catalogues.map((file) => import(file) as Promise<Record<string, object>>));
  const keys = tables.flatMap((table) => Object.values(table).flatMap((errors) => Object.keys(errors)));
  const textless = new Set(keys.filter((key) => !madeByPages.includes(key)));
  expect(textless).toContain('release.notFound');
  expect(textless).toContain('laptop.toolMissing');

  const made = rooms
    .flatMap(filesIn)
    // Of a platform, a page reads the definition; the rest runs in the server.
    .filter((file) => !/\/src\/platforms\//.test(file) || /\/definition\//.test(file))
    .filter((file) => /\.tsx?$/.test(file) && !/\.(test|fixture)\.tsx?$/.test(file))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/new MlaError\(\s*'([\w.]+)'/g)].map(([, key = '']) => key),
    );
  expect(made).toContain('server.answerNotUnderstood');
  expect(made).toEqual(expect.arrayContaining([...madeByPages]));
  expect(made.filter((key) => textless.has(key))).toEqual([]);
});

test('an error whose texts are left out keeps its code, its kind and whether a retry can help', async () => {
  const file = join(root, 'src/errors/catalogue/kubernetes-errors.ts');
  const { kubernetesErrors } = await import('../../src/errors/catalogue/kubernetes-errors.ts');
  const built = (await import(
    `data:text/javascript,${encodeURIComponent((await leaveOutErrors(file)) ?? '')}`
  )) as typeof import('../../src/errors/catalogue/kubernetes-errors.ts');
  const shortOf = (errors: object) =>
    Object.entries(errors as Record<string, { code: string; kind: string; retry?: string }>)
      .map(([key, { code, kind, retry }]) => [key, code, kind, retry])
      .sort();
  expect(shortOf(built.kubernetesErrors)).toEqual(shortOf(kubernetesErrors));
  expect(shortOf(kubernetesErrors).some(([, , , retry]) => retry === 'never')).toBe(true);
});

test('no page reads the body of a route whose body the build leaves out, and only bodies are left out', () => {
  const contracts = filesIn('src/api/contract').filter((file) => file.endsWith('.ts'));
  const textless = contracts.flatMap((file) => {
    const text = readFileSync(file, 'utf8');
    const built = withoutBodies(file, text);
    const routesWith = (part: string): string[] =>
      [...text.matchAll(/^ {2}(\w+): \{\n((?: {4,}.*\n)+)/gm)].flatMap(([, name = '', route = '']) =>
        new RegExp(`^ {4}${part}:`, 'm').test(route) ? [name] : [],
      );
    expect(built.match(/^ {4}(method|path|role|response):/gm) ?? []).toEqual(
      text.match(/^ {4}(method|path|role|response):/gm) ?? [],
    );
    return built === text ? [] : routesWith('body');
  });
  expect(textless).toContain('startVerification');
  const pages = filesIn('web/src').filter((file) => /\.tsx?$/.test(file));
  const read = pages.flatMap((file) =>
    [...readFileSync(file, 'utf8').matchAll(/\bbody\b[^\n]*= routes\.(\w+)|routes\.(\w+)\.body\b/g)].map(
      ([, first, second]) => first ?? second ?? '',
    ),
  );
  expect(read.toSorted()).toEqual(['addPerson', 'createToken']);
  expect(read.filter((name) => textless.includes(name))).toEqual([]);
});

test('no page asks a route that the build leaves out', () => {
  const pages = filesIn('web/src')
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts'))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
  expect(pages).toMatch(/\btestConnection\b/);
  expect(notAsked.filter((route) => new RegExp(`\\b${route}\\b`).test(pages))).toEqual([]);
  expect(notAsked.filter((route) => !(route in routes))).toEqual([]);
});
