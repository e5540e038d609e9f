import { describe, expect, test } from 'vitest';
import { findFileFaults, findFolderFaults, findPlatformFaults } from './file-faults.mjs';

const faults = (path: string, text = '') => findFileFaults({ path, text, places: ['/home/ada/mlanywhere', '/build/'] });

describe('names', () => {
  test.each(['src/utils.ts', 'src/kubernetes/helpers/x.ts', 'src/run-manager.ts', 'web/common.css'])(
    '%s is refused',
    (path) => {
      expect(faults(path)).toHaveLength(1);
    },
  );
  test.each([
    'src/runs/store/run-store.ts',
    'src/commonwealth.ts',
    'src/kubernetes/apply.ts',
    'sandbox/controllers/cert-manager-issuers.ts',
  ])('%s is fine', (path) => {
    expect(faults(path)).toEqual([]);
  });
});

describe('paths of one machine', () => {
  test('are found with file and line', () => {
    expect(faults('docs/x.md', 'one\nsee /home/ada/mlanywhere/src\n')).toEqual([
      expect.stringContaining('docs/x.md:2'),
    ]);
    expect(faults('a.ts', "open('/build/out')")).toHaveLength(1);
  });
  test('are not confused with longer or relative ones', () => {
    expect(faults('a.ts', "'/home/ada/mlanywhere-two' '~/build/x' './build/x' 'https://host/build/x'")).toEqual([]);
  });
});

describe('a platform', () => {
  const naming = (path: string) => findPlatformFaults({ path, text: "const a = 1;\nif (platform === 'ccp') b();\n" });

  test.each(['src/server/handlers/x.ts', 'web/src/pages/cluster/x.tsx', 'sandbox/cluster.ts', 'web/src/words/x.ts'])(
    'is not named in %s',
    (path) => {
      expect(naming(path)).toEqual([expect.stringContaining(`${path}:2: names one platform`)]);
    },
  );
  test.each([
    'src/platforms/ccp/choices.ts',
    'web/src/platforms/ccp/words.ts',
    'src/platforms/registry.ts',
    'sandbox/ccp/main.ts',
    'src/server/x.test.ts',
    'src/runs/steps/x.fixture.ts',
    'docs/x.md',
  ])('is named in %s', (path) => {
    expect(naming(path)).toEqual([]);
  });
});

describe('folders', () => {
  const many = (folder: string, count: number): string[] =>
    Array.from({ length: count }, (_, n) => `${folder}/f${n}.ts`);

  test('hold at most twenty files at one level', () => {
    expect(findFolderFaults(many('src/runs/store', 20))).toEqual([
      'src/runs: a room without a README.md: what it owns, where to start reading, where its tests are.',
    ]);
    expect(findFolderFaults([...many('src/runs/store', 21), 'src/runs/README.md'])).toEqual([
      'src/runs/store: 21 files at one level, at most 20; group them in folders.',
    ]);
  });
  test('that are sequences may be long', () => {
    expect(findFolderFaults([...many('docs/decisions', 30), ...many('docs/images', 30)])).toEqual([]);
  });
  test('that are rooms have a README', () => {
    expect(findFolderFaults(['src/runs/README.md', 'src/runs/a.ts', 'web/src/pages/b.ts', 'sandbox/c.ts'])).toEqual([
      expect.stringMatching(/^web\/src: a room without/),
      expect.stringMatching(/^sandbox: a room without/),
    ]);
  });
});
