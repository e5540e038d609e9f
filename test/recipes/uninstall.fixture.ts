import { expect } from 'vitest';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import type { Recipe } from './follow-recipe.fixture.ts';
import type { RecipePlace } from './place.fixture.ts';

/** Data of Kubeflow's: the components of these pages have no database. */
const claim = { namespace: 'kubeflow', name: 'shared' };

export const uninstallRecipe: Recipe<RecipePlace> = {
  page: 'uninstall.md',
  commands: {
    'mla uninstall demo --yes --follow': {
      before: async ({ cluster }) => {
        await cluster.create(builtInTypes.claim, {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          metadata: claim,
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        });
      },
      after: async ({ cluster }) => {
        expect(await cluster.listMetadata(builtInTypes.deployment, { namespace: 'kubeflow' })).toEqual([]);
        expect(await cluster.get(builtInTypes.claim, claim)).toBeDefined();
      },
    },
    'mla uninstall demo --delete-data kubeflow --confirm demo --follow': {
      after: async ({ cluster }) => {
        expect(await cluster.get(builtInTypes.namespace, { name: 'kubeflow' })).toBeUndefined();
      },
    },
    'mla uninstall demo --left-over --plan': {
      notRun: 'nothing of Kubeflow is left here; test/uninstall/uninstall-command.test.ts applies fewer components',
    },
    'mla uninstall demo --remove-finalizers "Profile ada" --yes': {
      notRun: 'no Profile is stuck here; test/uninstall shows one that is',
    },
  },
};
