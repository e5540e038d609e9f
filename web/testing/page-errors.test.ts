import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { ofTheServer } from '../vite.config.ts';

const root = resolve(import.meta.dirname, '../..');
/** Rooms whose code runs in a page. */
const rooms = ['web/src', 'src/api', 'src/run-view', 'src/installation'];

const filesIn = (room: string): string[] =>
  readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).map((file) => join(root, room, file));

test('no code of the pages makes an error whose texts the build leaves out', async () => {
  const catalogues = filesIn('src/errors/catalogue').filter((file) => ofTheServer.test(file));
  const tables = await Promise.all(catalogues.map((file) => import(file) as Promise<Record<string, object>>));
  const textless = new Set(tables.flatMap((table) => Object.values(table).flatMap((errors) => Object.keys(errors))));
  expect(textless).toContain('release.notFound');

  const made = rooms
    .flatMap(filesIn)
    .filter((file) => /\.tsx?$/.test(file) && !/\.(test|fixture)\.tsx?$/.test(file))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/new MlaError\(\s*'([\w.]+)'/g)].map(([, key = '']) => key),
    );
  expect(made).toContain('server.answerNotUnderstood');
  expect(made.filter((key) => textless.has(key))).toEqual([]);
});
