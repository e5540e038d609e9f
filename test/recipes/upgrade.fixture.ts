import { expect } from 'vitest';
import type { Recipe } from './follow-recipe.fixture.ts';
import type { RecipePlace } from './place.fixture.ts';

const answered = (command: string): string => `${command} --yes --follow`;

/** On an installation of its own: that of the other pages has the newer release already. */
export const upgradeRecipe: Recipe<RecipePlace> = {
  page: 'releases/upgrade.md',
  commands: {
    'mla release fetch 26.03.1': { notRun: 'the release is on this machine already' },
    'kubectl -n kubeflow exec deployment/mysql -c mysql -- sh -c \'MYSQL_PWD="$MYSQL_ROOT_PASSWORD" mysqldump -u root --all-databases --single-transaction --routines --events\' > mysql.sql':
      { notRun: 'the installation of the pages has no pipelines, so no database' },
    'mla upgrade demo --release 26.03.1': {
      as: answered,
      after: async (place) => {
        expect((await place.run('mla logs demo')).text).toContain('Removed Deployment.apps kubeflow/centraldashboard');
      },
    },
    'mla upgrade demo --back': {
      as: answered,
      after: async (place) => {
        expect((await place.run('mla logs demo')).text).toContain('Removed Deployment.apps kubeflow/dashboard');
      },
    },
  },
};
