import { expect, test } from 'vitest';
import type { InstallationInput } from '../../../src/installation/installation.ts';
import { newDraft } from './draft.ts';
import { installationResolver } from './installation-resolver.ts';
import { readYaml } from './read-yaml.ts';
import { toYaml } from './show-draft.ts';

const draft = newDraft('existing');
const wrong: InstallationInput = {
  ...draft,
  metadata: { name: 'Demo_1' },
  spec: {
    cluster: { platform: 'existing', connection: '' },
    proxy: { http: 'http://me:secret@proxy.example.com', https: 'proxy' },
    kubeflow: { release: 'sample', user: { email: 'ada' }, overrides: [{ check: 'nodes', reason: 'x'.repeat(501) }] },
  },
};

test('the form says the same as YAML of the same wrong values, and asks for what is empty', async () => {
  const { errors } = await installationResolver(wrong, undefined, { fields: {}, shouldUseNativeValidation: false });
  expect(errors).toMatchObject({
    metadata: {
      name: {
        message: 'Cannot be “Demo_1”: lower-case letters, digits and hyphens; begins and ends with a letter or digit.',
      },
    },
    spec: {
      cluster: { connection: { message: 'Fill in this field.' } },
      proxy: {
        http: { message: 'Must not hold a password.' },
        https: { message: 'Must be an address such as https://example.com:8443, not “proxy”.' },
      },
      kubeflow: {
        user: { email: { message: 'Must be an e-mail address, for example ada@example.com, not “ada”.' } },
        overrides: [{ reason: { message: 'Must have at most 500 characters.' } }],
      },
    },
  });
  const read = await readYaml(await toYaml(wrong));
  expect('problems' in read && read.problems).toEqual([
    'metadata.name cannot be “Demo_1”: lower-case letters, digits and hyphens; begins and ends with a letter or digit',
    'spec.cluster.connection must not be empty',
    'spec.proxy.http must not hold a password',
    'spec.proxy.https must be an address such as https://example.com:8443, not “proxy”',
    'spec.kubeflow.user.email must be an e-mail address, for example ada@example.com, not “ada”',
    'spec.kubeflow.overrides.0.reason must have at most 500 characters',
  ]);
});

test('the YAML of a form whose fields are in another order is that of the installation it makes', async () => {
  const { metadata, spec, kind, apiVersion } = newDraft('sandbox');
  const { values } = await installationResolver({ spec, metadata, kind, apiVersion }, undefined, {
    fields: {},
    shouldUseNativeValidation: false,
  });
  expect(await toYaml({ spec, metadata, kind, apiVersion })).toBe(await toYaml(values as InstallationInput));
});

test.each([
  '"; touch harmed',
  "'; touch harmed",
  ';touch harmed',
  '$(touch harmed)',
  '`touch harmed`',
  '\ntouch harmed',
  'x'.repeat(10_000),
])('the form and its YAML refuse the proxy and the entry with %j, at the field and in words', async (text) => {
  const hostile: InstallationInput = {
    ...newDraft('kind'),
    metadata: { name: 'demo' },
    spec: {
      ...newDraft('kind').spec,
      proxy: { https: `http://proxy.example:3128/${text}`, noProxy: ['.corp.example', `a${text}b`] },
    },
  };
  const { errors } = await installationResolver(hostile, undefined, { fields: {}, shouldUseNativeValidation: false });
  const said = expect.stringMatching(/must be|has \d+ characters/i) as string;
  // An array, or an object where the whole list has a problem too.
  expect(errors.spec?.proxy?.https?.message).toEqual(said);
  expect(errors.spec?.proxy?.noProxy?.[1]?.message).toEqual(said);
  const read = await readYaml(await toYaml(hostile));
  const problems = 'problems' in read ? read.problems : [];
  for (const field of ['spec.proxy.https', 'spec.proxy.noProxy.1'])
    expect(problems.join('\n')).toMatch(new RegExp(`${field} .*(must be|has \\d+ characters)`, 's'));
});
