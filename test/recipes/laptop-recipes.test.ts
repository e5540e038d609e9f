import { describe, expect, test } from 'vitest';
import type { RecordedProgram } from '../../src/platforms/laptop/testing/recorded-machine.fixture.ts';
import { kubeflowVersions } from '../../src/kubeflow/testing/releases.fixture.ts';
import { followRecipe, type Recipe } from './follow-recipe.fixture.ts';
import { giveCluster, installPrograms, openLaptopPlace, type LaptopPlace } from './laptop-place.fixture.ts';
import { readPage } from './page.fixture.ts';

const sameAsKind = { notRun: 'the page of kind runs it' };

/** What every page does before it creates anything. */
const checks = (tool: RecordedProgram): Recipe<LaptopPlace>['commands'] => ({
  'mla preflight -f laptop.yaml': {
    before: async (place) => {
      const { exitCode, text } = await place.run('mla preflight -f laptop.yaml');
      expect(text).toContain(`This machine has no ${tool}.`);
      expect(text).toContain('This machine has no container engine.');
      expect(exitCode).not.toBe(0);
      await installPrograms(place, tool);
    },
    after: ({ machine }, { text }) => {
      expect(text).toContain('This machine has what the cluster needs');
      expect(machine.state.containers()).toEqual([]);
    },
  },
  'mla plan -f laptop.yaml': { after: (_, { text }) => expect(text).toMatch(/^notebooks +\d+ +\d+ +256 MiB \+ \?/m) },
});

const kindRecipe: Recipe<LaptopPlace> = {
  page: 'platforms/kind.md',
  commands: {
    ...checks('kind'),
    'mla apply -f laptop.yaml --follow': {
      after: ({ machine }) => expect(machine.state.containers()).toHaveLength(1),
    },
    'mla open laptop': { notRun: 'no pod of the dashboard runs on a simulated node' },
    'mla cluster start laptop': {
      before: async ({ machine }) => {
        for (const { id } of machine.state.containers()) machine.state.changeContainer(id, { running: false });
      },
      after: ({ machine }) => expect(machine.state.containers().every(({ running }) => running)).toBe(true),
    },
    'mla delete laptop': {
      as: (command) => `${command} --yes`,
      after: ({ machine }) => expect(machine.state.containers()).toEqual([]),
    },
  },
};

const others = (['k3d', 'minikube'] as const).map((tool): readonly [RecordedProgram, Recipe<LaptopPlace>] => [
  tool,
  {
    page: `platforms/${tool}.md`,
    commands: {
      ...checks(tool),
      'mla apply -f laptop.yaml --follow': sameAsKind,
      'mla credentials laptop --reveal': sameAsKind,
      'mla open laptop': sameAsKind,
      'mla cluster start laptop': sameAsKind,
      'mla delete laptop': sameAsKind,
    },
  },
]);

describe.runIf(kubeflowVersions.includes('26.03.1'))('A page about a cluster on this machine does what it says', () => {
  test.each(others)('%s, up to the creation', async (_, recipe) => {
    const place = await openLaptopPlace(recipe.page);
    try {
      await followRecipe(await readPage(recipe.page), recipe, place);
    } finally {
      await place.close();
    }
  });

  test('kind, with a sandbox for its cluster, from the empty laptop to the deletion', async () => {
    const place = await openLaptopPlace(kindRecipe.page);
    const end = await giveCluster(place.machine);
    try {
      await followRecipe(await readPage(kindRecipe.page), kindRecipe, place);
    } finally {
      await end();
      await place.close();
    }
  });
});
