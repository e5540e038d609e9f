import { badFlags, problemsOf } from '../flags/flag-problems.ts';
import { readFlagValue } from '../flags/flag-value.ts';
import { kubeflowFlags } from '../flags/kubeflow-flags.ts';
import type { Flag } from '../flags/list-flags.ts';
import { type Installation, installationSchema } from '../installation.ts';
import { putAt, valueAt } from '../value-at.ts';

const place = 'spec.kubeflow.access';

/** The flags of `spec.kubeflow.access`, under shorter names: `--host` instead of `--access-host`. */
export const accessFlags: readonly Flag[] = kubeflowFlags
  .filter(({ fields: [{ path }] }) => path.startsWith(`${place}.`))
  .map(({ name, fields }) => ({ name: name.replace('--access-', '--'), fields }));

/**
 * An installation with another access: what flags say, over what it says itself. What has no effect with another
 * choice goes with the choice before, so that only what is new has to be said. Throws `installation.badFlags`.
 */
export function changeAccess(installation: Installation, words: ReadonlyMap<string, readonly string[]>): Installation {
  const given = accessFlags.filter(({ name }) => words.has(name));
  if (given.length === 0)
    throw badFlags([
      { path: accessFlags.map(({ name }) => name).join(', '), message: 'are missing: say what to change' },
    ]);
  if (installation.spec.kubeflow === null)
    throw badFlags([{ path: 'access', message: 'is for installing Kubeflow, and spec.kubeflow is null' }]);
  const draft: Record<string, unknown> = structuredClone(installation);
  if (words.get('--expose')?.at(-1) === 'clusterIP') putAt(draft, place, {});
  for (const { name, fields } of given) putAt(draft, fields[0].path, readFlagValue(fields[0], words.get(name) ?? []));
  const said = new Set(given.map(({ fields: [{ path }] }) => path));
  for (;;) {
    const { data, error } = installationSchema.safeParse(draft);
    if (data !== undefined) return data;
    const left = error.issues
      .map(({ path }) => path.map(String).join('.'))
      .find((path) => mayGo(path, { draft, said }));
    if (left === undefined)
      throw badFlags(
        problemsOf(error, draft, { given, set: [] }).map(({ path, message }) => ({
          path: path.replace('--access-', '--'),
          message,
        })),
      );
    putAt(draft, left, undefined);
  }
}

/** A field of the access that was there before and does not fit now. */
function mayGo(path: string, { draft, said }: { draft: unknown; said: ReadonlySet<string> }): boolean {
  const isSaid = [...said].some((one) => one === path || one.startsWith(`${path}.`) || path.startsWith(`${one}.`));
  return path.startsWith(`${place}.`) && !isSaid && valueAt(draft, path) !== undefined;
}
