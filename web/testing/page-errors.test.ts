import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { leaveOutErrors, madeByPages, ofTheServer } from '../vite.config.ts';

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
