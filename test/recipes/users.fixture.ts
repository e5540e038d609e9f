import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { profileType } from '../../src/kubeflow/login/read-facts.ts';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import { type ExternalProvider, startExternalProvider } from '../login-rig/external/external-provider.fixture.ts';
import type { Recipe } from './follow-recipe.fixture.ts';
import type { RecipePlace } from './place.fixture.ts';

const host = 'kubeflow.example.com';
const client = { id: 'kubeflow', secret: 'secret-of-the-page', redirectURIs: [`https://${host}/dex/callback`] };
let provider: ExternalProvider | undefined;

async function must(place: RecipePlace, command: string): Promise<string> {
  const { exitCode, text } = await place.run(command);
  expect(exitCode, text).toBe(0);
  return text;
}

export const usersRecipe: Recipe<RecipePlace> = {
  page: 'users.md',
  commands: {
    'mla user add demo ann@example.com --quota cpu=8,memory=32Gi --contributor-of team:view': {
      before: async (place) => void (await must(place, 'mla user add demo tom@example.com --profile team')),
      after: (_, { text }) => expect(text).toContain('Password: '),
    },
    'mla user set demo ann@example.com --contributor-of team:view --remove-from shop': {
      after: (_, { text }) => expect(text).toContain('team (view)'),
    },
    'mla user set demo ann@example.com --quota cpu=16,memory=none': {
      after: (_, { text }) => expect(text).toContain('Limits of ann: cpu 16.'),
    },
    'mla login set demo company --type oidc --title "Company login" --issuer https://id.example.com/realms/company --client-id kubeflow --secret-file secret.txt':
      {
        before: async (place) => {
          const words = `--expose loadBalancer --host ${host} --tls release --yes --follow`;
          await must(place, `mla access set demo ${words}`);
          expect(await must(place, 'mla login show demo')).toContain(`https://${host}/dex/callback`);
          await writeFile(join(place.directory, 'secret.txt'), `${client.secret}\n`);
          provider = await startExternalProvider({ client });
        },
        as: (command) =>
          `${command.replace('https://id.example.com/realms/company', provider?.issuer ?? '')} --yes --follow`,
        after: async (place, { text }) => {
          expect(text).toContain('✔ It accepts client ID and client secret');
          expect(await must(place, 'mla login test demo company')).toContain('✔ It sends people back to Kubeflow');
          await provider?.stop();
        },
      },
    'mla user add demo eve@example.com --external': {
      after: (_, { text }) => expect(text).not.toContain('Password'),
    },
    'mla user remove demo ann@example.com --with-profile': {
      // In place of the profile controller, which deletes the namespace of a Profile that goes.
      before: async ({ cluster }) => {
        const stop = new AbortController();
        const goes = cluster.observe(profileType, {
          signal: stop.signal,
          onList: () => undefined,
          onChange: ({ type, object }) => {
            if (type !== 'DELETED') return;
            stop.abort();
            void cluster.delete(builtInTypes.namespace, { name: object.metadata.name });
          },
        });
        goes.catch(() => undefined);
      },
      as: (command) => `${command} --confirm ann`,
      after: (_, { text }) => expect(text).toContain('The Profile ann and its data are deleted.'),
    },
  },
};
