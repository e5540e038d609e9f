import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { hangSignal } from '../patience.fixture.ts';
import type { Recipe } from './follow-recipe.fixture.ts';
import type { RecipePlace } from './place.fixture.ts';

/** Changes the file of the installation. */
async function rewriteFile({ directory }: RecipePlace, from: string, to: string): Promise<void> {
  const file = join(directory, 'demo.yaml');
  await writeFile(file, (await readFile(file, 'utf8')).replace(from, to));
}

/** Steps of the newest run that began or were done already, in their order. */
async function stepsOfLastRun({ api }: RecipePlace): Promise<string[]> {
  const { run } = await api.call('getInstallation', { params: { name: 'demo' } });
  const steps: string[] = [];
  for await (const { type, step = '' } of api.streamEvents(run?.id ?? '', { after: 0, signal: hangSignal() }))
    if (type === 'step.started' || type === 'step.skipped') steps.push(`${step} ${type}`);
  return steps;
}

/** The installation of the pages has no notebooks, pipelines and models: their checks are skipped here. test/verify runs them. */
export const verifyRecipe: Recipe<RecipePlace> = {
  page: 'verify.md',
  commands: {
    'mla verify demo': {
      after: (_, { text }) => expect(text).toContain('– A pipeline runs to its end: the installation has no pipelines'),
    },
    'mla verify demo --read-only': {
      after: (_, { text }) => expect(text).toContain('– A pipeline runs to its end: left out: it makes objects'),
    },
    'mla retry demo --follow': {
      before: async (place) => {
        await rewriteFile(place, 'kubeflow: {', 'kubeflow: { verify: readOnly,');
        await place.rig.end('dex');
        const { exitCode, text } = await place.run('mla apply demo.yaml --follow');
        expect([exitCode, text]).toEqual([
          8,
          expect.stringMatching(
            /Hand over FAILED in .*: 1 check passed\. Failed: A user logs in and sees the dashboard\.[^]*no answer from dex [^]*Retry from the failed step: mla retry demo/,
          ),
        ]);
        await place.rig.restart('dex');
      },
      after: async (place, { text }) => {
        expect(text).toContain('3 checks passed');
        const steps = await stepsOfLastRun(place);
        const again = steps.slice(steps.indexOf('verify step.started') + 1);
        expect(again).toEqual(expect.arrayContaining(['install step.skipped', 'hand-over step.skipped']));
        expect(again.at(-1)).toBe('verify step.started');
        await rewriteFile(place, 'kubeflow: { verify: readOnly,', 'kubeflow: {');
        expect(await place.run('mla apply demo.yaml --follow')).toMatchObject({ exitCode: 0 });
      },
    },
    'mla verify demo --user ann@example.com --password-file ann.password': {
      // The page about users adds Ann.
      as: (command) => command.replaceAll('ann', 'zoe'),
      before: async (place) => {
        await writeFile(join(place.directory, 'zoe.password'), 'a-password-of-zoe\n', { mode: 0o600 });
        const added = await place.run('mla user add demo zoe@example.com --password-file zoe.password');
        expect(added).toMatchObject({ exitCode: 0 });
        await place.followCluster();
      },
    },
    'mla verify demo --junit verify.xml': {
      after: async ({ directory }) =>
        expect(await readFile(join(directory, 'verify.xml'), 'utf8')).toContain('tests="9" failures="0"'),
    },
  },
};
