import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type Field, installationFields } from './fields.ts';
import { installationFlags } from './flags/list-flags.ts';
import { readInstallation } from './yaml.ts';

const page = join(import.meta.dirname, '../../docs/installation.md');

const example = `apiVersion: mlanywhere.dev/v1alpha1
kind: Installation
metadata:
  name: demo
spec:
  cluster:
    platform: sandbox
    sandbox:
      workers:
        count: 3
  kubeflow:
    release: sample
`;

const formats: Readonly<Record<string, string>> = { uri: 'an address', email: 'an e-mail address' };

const kinds: Readonly<Record<Field['takes'], string>> = {
  text: 'text',
  number: 'number',
  list: 'list of texts',
  group: 'a group',
  groups: 'list of groups',
};

function canBe({ takes, choices, minimum, maximum, format = '', nullable }: Field): string {
  const own =
    minimum !== undefined && maximum !== undefined ? `${minimum} to ${maximum}` : (formats[format] ?? kinds[takes]);
  const named = choices.map((choice) => `\`${choice}\``);
  return [...named, ...(named.length > 0 && takes !== 'list' ? [] : [own]), ...(nullable ? ['null'] : [])].join(', ');
}

function presetOf({ preset, required }: Field): string {
  const isShown = preset !== undefined && JSON.stringify(preset) !== '{}';
  return required ? 'required' : isShown ? `\`${JSON.stringify(preset)}\`` : '';
}

function flagOf({ path }: Field): string {
  const flag = installationFlags.find(({ fields }) => fields.some((field) => field.path === path));
  return flag === undefined ? '' : `\`${flag.name}\``;
}

/** A mere group has no row: its fields have. */
const rows = installationFields.filter(({ takes, nullable }) => takes !== 'group' || nullable);

/** The page, generated from the schema. `UPDATE_DOCS=1 npx vitest run src/installation/installation-document.test.ts` writes it. */
function printPage(): string {
  const lines = rows.map(
    (field) => `| \`${field.path}\` | ${field.meaning} | ${canBe(field)} | ${presetOf(field)} | ${flagOf(field)} |`,
  );
  return `# The installation

An installation says what you want: a cluster, and Kubeflow on it. You create one in three ways, and all three have the same fields, defaults and checks.

## Create an installation

**In the browser.** Start the wizard with \`mla serve --open\`, fill in the form and press the button. **Show as** prints the same installation as YAML and as a command.

**With flags.** Name a platform and what differs from the defaults. \`mla create --platform NAME --help\` lists the flags of a platform.

\`\`\`sh
mla connection add existing lab --kubeconfig ~/.kube/config
mla create demo --platform existing --connection lab --components notebooks,pipelines
\`\`\`

\`mla create\` refuses a name that exists, so that it never replaces an installation. To change one, use \`mla apply\` or the wizard.

**With a file.** \`--dry-run\` prints the installation and changes nothing. Keep the file in Git and apply it.

\`\`\`sh
mla create demo --platform existing --connection lab --dry-run -o yaml > my.yaml
mla apply -f my.yaml
\`\`\`

\`mla apply\`, \`mla preflight\` and \`mla plan\` take the flags of \`spec.kubeflow\` too. What a flag says replaces what the file says; \`--take-over\` adds to it:

\`\`\`sh
mla plan -f my.yaml --components notebooks --foundation-istio yours
\`\`\`

\`mla create --set\` reaches every field by its path, also one without a flag. The value is YAML or JSON:

\`\`\`sh
mla create demo --platform sandbox --set 'spec.cluster.sandbox.moreWorkers=[{"name": "gpus", "count": 2}]'
\`\`\`

The smallest file that does something, here on a sandbox cluster:

\`\`\`yaml
${example}\`\`\`

## Fields

Leave out what has a default. Each platform has a group of its own: give only the group of \`spec.cluster.platform\`. A field that is not in the table is refused by name, with the nearest name that exists.

| field | meaning | values | default | flag |
|---|---|---|---|---|
${lines.join('\n')}
`;
}

test('docs/installation.md matches the schema', async () => {
  if (process.env['UPDATE_DOCS'] === '1') await writeFile(page, printPage());
  expect(await readFile(page, 'utf8')).toBe(printPage());
});

test('each field says what it is for', () => {
  expect(rows.filter(({ meaning }) => meaning === '').map(({ path }) => path)).toEqual([]);
});

test('the example can be used as it is', () => {
  expect(readInstallation(example)).toMatchObject({
    metadata: { name: 'demo' },
    spec: { cluster: { platform: 'sandbox' }, kubeflow: { components: 'all' } },
  });
});
