import { useNavigate, useSearch } from '@tanstack/react-router';
import { useFormContext } from 'react-hook-form';
import type { z } from 'zod';
import type { InstallationInput } from '../../../src/installation/installation.ts';
import { goToField, stageOfField } from '../ui/fields/field-id.ts';

/** Marks every field of the form that the schema refuses, and goes to the first, in whichever stage it is. */
export function useGoToProblem(): (refused: z.ZodError) => Promise<void> {
  const form = useFormContext<InstallationInput>();
  const search = useSearch({ from: '/new' });
  const navigate = useNavigate();
  return async ({ issues: [first] }) => {
    const field = first?.path.join('.') ?? 'metadata.name';
    await form.trigger();
    await navigate({ to: stageOfField(field), search: { ...search, field } });
    // The address may have named this field before: then nothing has changed, and nobody else goes there.
    goToField(field);
  };
}
