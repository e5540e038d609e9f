import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import type { Recipe } from './follow-recipe.fixture.ts';
import type { RecipePlace } from './place.fixture.ts';

const demo = { namespace: 'kubeflow-user-example-com', name: 'mlanywhere-demo' };

async function must(place: RecipePlace, command: string): Promise<string> {
  const { exitCode, text } = await place.run(command);
  expect(exitCode, text).toBe(0);
  return text;
}

/** The installation of the pages gets what the demo needs, and is reached by a forwarded port, as at first. */
async function addComponents(place: RecipePlace): Promise<void> {
  const { installation } = await place.api.call('getInstallation', { params: { name: 'demo' } });
  const { kubeflow, ...rest } = installation.spec;
  const own = kubeflow?.components;
  const components = [...(Array.isArray(own) ? own : []), 'notebooks', 'pipelines'];
  const wider = { ...installation, spec: { ...rest, kubeflow: { ...kubeflow, access: {}, components } } };
  await writeFile(join(place.directory, 'wider.yaml'), JSON.stringify(wider));
  await must(place, 'mla apply wider.yaml --follow');
  await place.followCluster();
}

const removed = (command: string): string => `${command} --yes`;

/** The sandbox's pods run nothing: files are not copied, and nothing is trained. test/demo-content does both. */
export const demoRecipe: Recipe<RecipePlace> = {
  page: 'demo.md',
  commands: {
    'mla demo-content install demo': { before: addComponents },
    "mla open demo --path '/notebook/kubeflow-user-example-com/mlanywhere-demo/'": { untilCtrlC: true },
    'mla demo-content remove demo': {
      as: removed,
      after: async (place, { text }) => {
        for (const what of ['Notebook', 'PersistentVolumeClaim', 'pipeline', 'experiment'])
          expect(text).toContain(`- ${what} mlanywhere-demo`);
        expect(await place.cluster.get(builtInTypes.claim, demo)).toBeUndefined();
        expect(await must(place, 'mla demo-content status demo')).toContain(`There is no demo in ${demo.namespace}.`);
      },
    },
    'mla demo-content install demo --framework pytorch': {
      after: (_, { text }) => expect(text).toContain(`The demo is ready in ${demo.namespace}, with PyTorch.`),
    },
    'mla demo-content install demo --user ann@example.com --password-file ann.password': {
      // The page about users adds Ann; the page about checks has added Zoe.
      as: (command) => command.replaceAll('ann', 'zoe'),
      after: async (place, { text }) => {
        expect(text).toContain('The demo is ready in zoe, with TensorFlow.');
        await must(place, 'mla demo-content remove demo --user zoe@example.com --password-file zoe.password --yes');
        await must(place, removed('mla demo-content remove demo'));
      },
    },
  },
};
