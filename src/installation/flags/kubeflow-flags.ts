import { installationSchema, type Installation } from '../installation.ts';
import { putAt, valueAt } from '../value-at.ts';
import { badFlags, problemsOf } from './flag-problems.ts';
import { readFlagValue } from './flag-value.ts';
import { type Flag, installationFlags } from './list-flags.ts';
import type { GivenFlags } from './read-flags.ts';

/** The flags of the fields of `spec.kubeflow`: each command that takes an installation from a file takes them over it. */
export const kubeflowFlags: readonly Flag[] = installationFlags.filter(({ fields: [{ path }] }) =>
  path.startsWith('spec.kubeflow.'),
);

/** What a flag adds to instead of replacing it. */
export const addedTo: ReadonlySet<string> = new Set(['spec.kubeflow.takeOver']);

/** An installation with what flags say of Kubeflow, over what it says itself. Throws `installation.badFlags`, also where it has no Kubeflow. */
export function withKubeflowFlags<Of extends Installation>(installation: Of, words: GivenFlags['words']): Of {
  const given = kubeflowFlags.filter(({ name }) => words.has(name));
  if (given.length === 0) return installation;
  const names = given.map(({ name }) => name);
  if (installation.spec.kubeflow === null)
    throw badFlags([{ path: names.join(', '), message: 'is for installing Kubeflow, and spec.kubeflow is null' }]);
  const draft: Record<string, unknown> = structuredClone(installation);
  for (const { name, fields } of given) {
    const [field] = fields;
    const value = readFlagValue(field, words.get(name) ?? []);
    putAt(draft, field.path, addedTo.has(field.path) ? union(valueAt(draft, field.path), value) : value);
  }
  const result = installationSchema.safeParse(draft);
  if (result.success) return result.data as Of;
  throw badFlags(problemsOf(result.error, draft, { given, set: [] }));
}

function union(before: unknown, added: unknown): unknown[] {
  return [...new Set([before ?? [], added].flat())];
}
