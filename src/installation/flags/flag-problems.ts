import type { z } from 'zod';
import { MlaError } from '../../errors/error.ts';
import { describeProblems, joinProblems, type Problem } from '../describe-problems.ts';
import { type Field, installationFields } from '../fields.ts';
import { platformIds } from '../installation.ts';
import { fieldOn, type Flag, installationFlags, leavesOut } from './list-flags.ts';
import { valueAt } from '../value-at.ts';

export const platformPath = 'spec.cluster.platform';

export function isPlatform(given: unknown): given is string {
  return platformIds.some((id) => id === given);
}

/** What was given, by flag and by path. */
export interface Given {
  readonly given: readonly Flag[];
  readonly set: readonly string[];
}

/** What a check of the schema found, by the flags that the problems are about. */
export function problemsOf(error: z.ZodError, draft: unknown, from: Given): Problem[] {
  const names = installationFields.map(({ path }) => path.replace(/^.*\./, ''));
  return describeProblems(error, draft, names).map(({ path, message }) => ({
    path: flagFor(path, { ...from, platform: valueAt(draft, platformPath) }),
    message,
  }));
}

export function badFlags(problems: readonly Problem[]): MlaError {
  return new MlaError('installation.badFlags', { problems: joinProblems(problems) });
}

/** The flag that a problem is about, else where in the installation it is. */
function flagFor(path: string, { given, set, platform }: Given & { readonly platform: unknown }): string {
  if (path === 'metadata.name') return 'NAME';
  if (path === 'spec.cluster') return path;
  const isAt = (field: Field | undefined): boolean =>
    field !== undefined && !leavesOut(field) && (path === field.path || path.startsWith(`${field.path}.`));
  const own = installationFlags.find((flag) =>
    isPlatform(platform) ? isAt(fieldOn(flag, platform)) : flag.fields.some(isAt),
  );
  // Only `--set` can name what no field is called.
  if (set.some((other) => other.startsWith(`${path}.`))) return own?.name ?? path;
  const below = given.filter(({ fields }) => fields.some((field) => field.path.startsWith(`${path}.`)));
  return own?.name ?? (below.length > 0 ? below.map(({ name }) => name).join(', ') : path);
}
