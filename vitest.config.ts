import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { patience } from './test/patience.fixture.ts';

const everywhere = ['src', 'sandbox', 'scripts', 'bench', 'web'].map((room) => `${room}/**/*.test.{ts,tsx}`);
const sandboxTests = ['**/*.sandbox.test.ts', 'test/**/*.test.ts'];
const browserTests = ['**/*.browser.test.ts'];
/** Tests that hold a page to a time: nothing else runs beside them. */
const measuringTests = ['lighthouse', 'long-log'].map((name) => `test/browser/${name}.browser.test.ts`);
/** They begin first, so that none of them runs alone at the end. */
const longest = [
  'test/demo/demo',
  'test/install/whole-kubeflow',
  'test/install/earlier-kubeflow',
  'test/survival/kill',
  'test/secrets/canary',
  'test/install/sample-resilience',
  'test/browser/show-as',
  'test/browser/accessibility',
  'test/browser/whole-way',
  'embedded/durability',
  'scripts/check',
];
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const found = longest.findIndex((name) => moduleId.includes(`${name}.`));
      return found < 0 ? longest.length : found;
    };
    return (await super.sort(files)).toSorted((one, other) => rank(one) - rank(other));
  }
}
const never = ['**/node_modules/**', '**/dist/**'];

/**
 * Four projects, which `npm test` runs (scripts/test.mjs), unit and then browser beside sandbox, measuring after them:
 * - unit: beside the source, side by side;
 * - sandbox: against real control planes, two at a time: most of an install is waiting;
 * - browser: in a real Chromium, on the sandbox, two at a time;
 * - measuring: in Chromium too, held to a time, and so one by one.
 */
export default defineConfig({
  test: {
    pool: 'forks',
    sequence: { sequencer: LongestFirst },
    passWithNoTests: true,
    // Real processes on a shared machine: on CI a test that fails is tried once more, and the report says so.
    retry: process.env['CI'] === undefined ? 0 : 1,
    expect: { poll: { timeout: patience.condition } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: everywhere,
          exclude: [...never, ...sandboxTests, ...browserTests],
          // What modules of most files need is read once for each worker, not for each file.
          isolate: false,
          setupFiles: 'scripts/test/no-trace.fixture.ts',
          maxWorkers: 2,
          testTimeout: patience.unit,
          hookTimeout: patience.unit,
        },
      },
      {
        extends: true,
        test: {
          name: 'sandbox',
          include: sandboxTests,
          exclude: [...never, ...browserTests],
          maxWorkers: 2,
          testTimeout: patience.sandbox,
          hookTimeout: patience.sandbox,
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: browserTests,
          exclude: [...never, ...measuringTests],
          maxWorkers: 2,
          testTimeout: patience.browser,
          hookTimeout: patience.browser,
        },
      },
      {
        extends: true,
        test: {
          name: 'measuring',
          include: measuringTests,
          exclude: never,
          fileParallelism: false,
          testTimeout: patience.browser,
          hookTimeout: patience.browser,
        },
      },
    ],
  },
});
