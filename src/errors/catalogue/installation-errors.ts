import type { ErrorDefinition } from '../definition.ts';

export const installationErrors = {
  'installation.notYaml': {
    code: 'MLA-INSTALLATION-001',
    kind: 'invalid',
    message: 'The text is not valid YAML: {reason}',
    cause: 'Most often the indentation is wrong, or a quote or bracket is not closed.',
    fix: 'Correct the line named above.',
  },
  'installation.tooLong': {
    code: 'MLA-INSTALLATION-002',
    kind: 'invalid',
    message: 'The text is too long for an installation: {size} characters, at most {limit}.',
    cause: 'The wrong file was chosen.',
    fix: 'Choose the file that begins with `apiVersion: mlanywhere.dev/v1alpha1`.',
  },
  'installation.invalid': {
    code: 'MLA-INSTALLATION-003',
    kind: 'invalid',
    retry: 'never',
    message: 'The installation is not valid: {problems}',
    cause: 'A field is missing or misspelled, or has a value that is not allowed.',
    fix: 'Correct the fields named above. docs/installation.md describes each field.',
  },
  'installation.notOneDocument': {
    code: 'MLA-INSTALLATION-004',
    kind: 'invalid',
    message: 'The text contains {count} YAML documents. An installation is exactly one document.',
    cause: 'The file is empty, or contains several documents separated by `---`.',
    fix: 'Put each installation in a file of its own.',
  },
  'installation.badFlags': {
    code: 'MLA-INSTALLATION-005',
    kind: 'invalid',
    message: 'The flags do not describe an installation: {problems}',
    cause: 'A flag is missing, or has a value that is not allowed.',
    fix: 'Correct the named flags. The same command with `--help` lists all flags.',
  },
} as const satisfies Record<`installation.${string}`, ErrorDefinition>;
