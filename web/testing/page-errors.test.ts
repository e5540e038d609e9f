import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { kubeflowErrors } from '../../src/errors/catalogue/kubeflow-errors.ts';
import { kubernetesErrors } from '../../src/errors/catalogue/kubernetes-errors.ts';
import { platformErrors } from '../../src/errors/catalogue/platform-errors.ts';
import { preflightErrors } from '../../src/errors/catalogue/preflight-errors.ts';
import { runErrors } from '../../src/errors/catalogue/run-errors.ts';

const root = resolve(import.meta.dirname, '../..');
/** Rooms whose code runs in a page. */
const rooms = ['web/src', 'src/api', 'src/run-view', 'src/installation'];

test('no code of the pages makes an error whose texts the build leaves out', () => {
  const made = rooms
    .flatMap((room) =>
      readdirSync(join(root, room), { recursive: true, encoding: 'utf8' }).map((file) => join(root, room, file)),
    )
    .filter((file) => /\.tsx?$/.test(file) && !/\.(test|fixture)\.tsx?$/.test(file))
    .flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/new MlaError\(\s*'([\w.]+)'/g)].map(([, key = '']) => key),
    );
  const textless = { ...kubeflowErrors, ...kubernetesErrors, ...platformErrors, ...preflightErrors, ...runErrors };
  expect(made.length).toBeGreaterThan(3);
  expect(made.filter((key) => key in textless)).toEqual([]);
});
