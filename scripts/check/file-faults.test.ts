import { describe, expect, test } from 'vitest';
import { findFileFaults } from './file-faults.mjs';

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
