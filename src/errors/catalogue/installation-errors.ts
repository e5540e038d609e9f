import type { ErrorDefinition } from '../definition.ts';

export const installationErrors = {
  'installation.notYaml': {
    code: 'MLA-INSTALLATION-001',
    kind: 'invalid',
    message: 'The text is not YAML: {reason}',
    cause: 'Most often the indentation is wrong, or a quote or bracket is not closed.',
    fix: 'Look at the named line.',
  },
  'installation.tooLong': {
    code: 'MLA-INSTALLATION-002',
    kind: 'invalid',
    message: 'The text is longer than an installation can be ({size} characters; at most {limit}).',
    cause: 'The wrong file was chosen.',
    fix: 'Choose the file that begins with `apiVersion: mlanywhere.dev/v1alpha1`.',
  },
  'installation.invalid': {
    code: 'MLA-INSTALLATION-003',
    kind: 'invalid',
    retry: 'never',
    message: 'The installation cannot be used: {problems}',
    cause: 'A field is missing, misspelt, or has a value that is not allowed.',
    fix: 'Correct the named fields. docs/installation.md describes each of them.',
  },
  'installation.notOneDocument': {
    code: 'MLA-INSTALLATION-004',
    kind: 'invalid',
    message: 'The text holds {count} documents; an installation is one.',
    cause: 'It was empty, or several files were put together with `---`.',
    fix: 'Give each installation a file of its own.',
  },
} as const satisfies Record<`installation.${string}`, ErrorDefinition>;
