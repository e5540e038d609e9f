import { afterAll, beforeAll, describe, test } from 'vitest';
import { keepLogs } from '../kept-log.fixture.ts';
import { canLogIn } from '../login-rig/login-release.fixture.ts';
import { kubeflowVersions } from '../../src/kubeflow/testing/releases.fixture.ts';
import { accessRecipe } from './access.fixture.ts';
import { demoRecipe } from './demo.fixture.ts';
import { followRecipe, type Recipe } from './follow-recipe.fixture.ts';
import { readPage } from './page.fixture.ts';
import { uninstallRecipe } from './uninstall.fixture.ts';
import { upgradeRecipe } from './upgrade.fixture.ts';
import { usersRecipe } from './users.fixture.ts';
import { verifyRecipe } from './verify.fixture.ts';
import { openRecipePlace, type RecipePlace } from './place.fixture.ts';

const openLog = keepLogs();

/** In the order in which they are followed, on one installation: each leaves it as the next one needs it. */
const recipes: readonly Recipe<RecipePlace>[] = [verifyRecipe, accessRecipe, demoRecipe, usersRecipe, uninstallRecipe];

describe.runIf(canLogIn)('A page of the documentation does what it says', () => {
  let place: RecipePlace;
  beforeAll(async () => {
    place = await openRecipePlace('26.03.1', openLog);
  });
  afterAll(() => place.close());

  test.each(recipes.map((recipe) => [recipe.page, recipe] as const))('%s', async (page, recipe) => {
    await followRecipe(await readPage(page), recipe, place);
  });
});

describe.runIf(canLogIn && kubeflowVersions.includes('26.03'))('From the release before', () => {
  let place: RecipePlace;
  beforeAll(async () => {
    place = await openRecipePlace('26.03', openLog);
  });
  afterAll(() => place.close());

  test(`${upgradeRecipe.page} does what it says`, async () => {
    await followRecipe(await readPage(upgradeRecipe.page), upgradeRecipe, place);
  });
});
