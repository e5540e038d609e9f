import { toNestErrors } from '@hookform/resolvers';
import type { FieldError, Resolver } from 'react-hook-form';
import { describeFields } from '../../../src/installation/describe-problems.ts';
import {
  installationSchema,
  type Installation,
  type InstallationInput,
} from '../../../src/installation/installation.ts';

/** Checks the form by the schema, and says what is wrong in the words that YAML and flags have. */
export const installationResolver: Resolver<InstallationInput, unknown, Installation> = (values, _context, options) => {
  const read = installationSchema.safeParse(values);
  if (read.success) return { values: read.data, errors: {} };
  const errors: Record<string, FieldError> = {};
  for (const [path, message] of Object.entries(describeFields(read.error, values)))
    errors[path] = { type: 'schema', message };
  return { values: {}, errors: toNestErrors<InstallationInput>(errors, options) };
};
