import { existsSync, globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import lock from '../package-lock.json' with { type: 'json' };
import manifest from '../package.json' with { type: 'json' };
import runtimePackages from './check/runtime-packages.json' with { type: 'json' };
import pinnedNode from './setup/node/package.json' with { type: 'json' };
import { getKubeflow } from '../src/errors/get-kubeflow.ts';
import { defaultRelease } from '../src/installation/default-release.ts';
import { kubeflowParts } from '../src/kubeflow/release/component-catalogue.ts';
import { catalogueOf } from '../src/kubeflow/releases/catalogue-of.ts';
import mayImport from './check/arrows.json' with { type: 'json' };

const root = dirname(import.meta.dirname);
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** The cells of each row of the tables in a page. */
function tableRows(markdown: string): string[][] {
  const rows = markdown.split('\n').filter((line) => line.startsWith('|') && !line.startsWith('|---'));
  return rows.map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe('docs/dependencies.md', () => {
  const packages: Record<string, string> = {
    ...manifest.devDependencies,
    ...pinnedNode.optionalDependencies,
  };
  const rows = tableRows(read('docs/dependencies.md')).filter(([name]) => name?.startsWith('`'));

  test('names every package of package.json with its version, and no other', () => {
    expect(Object.fromEntries(rows.map(([name, version]) => [name?.replaceAll('`', ''), version]))).toEqual(packages);
  });
  test('gives each a reason, once', () => {
    expect(rows.filter(([, , why]) => !why)).toEqual([]);
    expect(rows).toHaveLength(Object.keys(packages).length);
  });
  test('no package needs an install script: of those that bring one, which the setup keeps from running, the page says so', () => {
    const scripts = Object.entries(lock.packages).filter(([, entry]) => 'hasInstallScript' in entry);
    expect(scripts.map(([path]) => path)).toEqual(['node_modules/cpu-features', 'node_modules/ssh2']);
    expect(read('scripts/setup/packages.mjs')).toContain('--ignore-scripts');
    expect(read('docs/dependencies.md')).toContain('install scripts of `ssh2` and its optional `cpu-features`');
  });
  test('the first table has the packages of the program, which dependency-cruiser lets it import', () => {
    const table = tableRows(read('docs/dependencies.md').split('The pages')[0] ?? '').slice(1);
    expect(table.map(([name]) => name?.replaceAll('`', '')).toSorted()).toEqual(runtimePackages.toSorted());
  });
  test('a package that is installed from our file asks npm for no other', () => {
    expect(manifest).not.toHaveProperty('dependencies');
    expect(manifest).not.toHaveProperty('optionalDependencies');
  });
  test('each dependency has an exact version [v1]', () => {
    expect(Object.entries(packages).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
  });
});

test('docs/install.md names the Go that the control plane needs', () => {
  const needed = /^go (\d+\.\d+)/m.exec(read('sandbox/control-plane/go.mod'))?.[1];
  expect(read('docs/install.md')).toContain(`Go ${needed} or newer`);
});

test('docs/architecture.md draws the arrows that the lint rule holds', () => {
  const table = /<!-- rooms -->([\s\S]*)<!-- \/rooms -->/.exec(read('docs/architecture.md'))?.[1] ?? '';
  const drawn = tableRows(table)
    .slice(1)
    .map(([room = '', , others = '']) => [
      room.replaceAll('`', '').replace('src/', ''),
      others === '' ? [] : others.split(', '),
    ]);
  expect(Object.fromEntries(drawn)).toEqual(mayImport);
});

describe('docs/background/original-faults.md', () => {
  const tagged = globSync('{src,sandbox,scripts,web,test}/**/*.test.{ts,tsx}', {
    cwd: root,
    exclude: (path) => path.includes('node_modules'),
  }).flatMap((file) =>
    [...read(file).matchAll(/\btest\(\s*'([^'\n]+) \[v1\]'/g)].map(([, name = '']) => `${name} | ${file}`),
  );
  const [faults = ''] = read('docs/background/original-faults.md').split('## Without a test');
  const rows = tableRows(faults).filter(([fault]) => fault !== 'fault');
  const testsIn = (cell = ''): string[] =>
    [...cell.matchAll(/\[([^\]]+)\]\(\.\.\/\.\.\/([^)]+)\)/g)].map(([, name = '', file = '']) => `${name} | ${file}`);

  test('names a test for each fault', () => {
    expect(rows.length).toBeGreaterThan(60);
    expect(rows.filter(([, today]) => testsIn(today).length === 0)).toEqual([]);
  });
  test('names each tagged test, and no other', () => {
    expect(rows.flatMap(([, today]) => testsIn(today)).sort()).toEqual(tagged.sort());
  });
});

describe('the pages', () => {
  const files = (folder: string): string[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? files(path) : path.endsWith('.md') ? [path] : [];
    });
  const pages = ['README.md', 'CONTRIBUTING.md', ...files('docs')];

  test.each(pages)('%s links to files that are there', (page) => {
    const targets = [...read(page).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)]
      .map(([, target = '']) => target)
      .filter((target) => !/^[a-z]+:/.test(target));
    expect(targets.filter((target) => !existsSync(join(root, dirname(page), target)))).toEqual([]);
  });

  test('the decisions are numbered without a gap or a double', () => {
    const numbers = readdirSync(join(root, 'docs/decisions'))
      .sort()
      .map((name) => Number(name.slice(0, 4)));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  test('the folders and files that docs/architecture.md points to are there', () => {
    const places = [
      ...read('docs/architecture.md').matchAll(/`((?:src|sandbox|scripts|web|test|bench)\/[\w./-]*)`/g),
    ].map(([, place = '']) => place);
    const there = (place: string): boolean => existsSync(join(root, place)) || existsSync(join(root, `${place}.ts`));
    expect(places.filter((place) => !there(place))).toEqual([]);
  });
});

describe('docs/releases.md', () => {
  const page = read('docs/releases.md');

  test('names a rendered file for each component of the catalogue, and no file that the catalogue does not know', () => {
    const files = [...page.matchAll(/^(\d\d-[\w-]+) (?:common|applications)\//gm)].map(([, file = '']) =>
      file.replace(/^\d\d-/, ''),
    );
    const catalogue = catalogueOf(defaultRelease, files);
    const owners = files.map((file) => catalogue.find((entry) => entry.files.includes(file))?.name);
    expect(owners).toEqual(kubeflowParts.map(({ name }) => name));
  });

  test('has each command that errors and pages tell people to get Kubeflow with', () => {
    const commands = [...getKubeflow.matchAll(/`(mla [^`]+)`/g)].map(([, command = '']) => command);
    expect(commands.length).toBeGreaterThan(0);
    expect(commands.filter((command) => !page.includes(command))).toEqual([]);
  });
});

test('the license is the whole of Apache 2.0', () => {
  const text = read('LICENSE');
  for (const part of [
    'Version 2.0, January 2004',
    '9. Accepting Warranty or Additional Liability',
    'END OF TERMS AND CONDITIONS',
  ])
    expect(text).toContain(part);
  expect(manifest.license).toBe('Apache-2.0');
});

test.each(['mla', '.ci/run'])('%s is executable', (file) => {
  expect(statSync(join(root, file)).mode & 0o111).toBe(0o111);
});
