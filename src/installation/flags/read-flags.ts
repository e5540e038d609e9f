import { readYaml, UnreadableYaml } from '../../yaml.ts';
import { type Field, installationFields } from '../fields.ts';
import { installationSchema, type Installation } from '../installation.ts';
import { badFlags, type Given, isPlatform, platformPath, problemsOf } from './flag-problems.ts';
import { readFlagValue } from './flag-value.ts';
import { fieldOn, type Flag, installationFlags, leavesOut } from './list-flags.ts';
import { putAt, valueAt } from '../value-at.ts';

/** The flags of a command line. */
export interface GivenFlags {
  readonly name: string;
  /** Words behind each flag that was given, by its name: `--components`. */
  readonly words: ReadonlyMap<string, readonly string[]>;
  /** Each `--set PATH=VALUE`, without the flag. */
  readonly settings: readonly string[];
}

/** The installation that the flags of `mla create` describe, with defaults filled in. Throws `installation.badFlags` with each flag that is wrong. */
export function readFlags({ name, words, settings }: GivenFlags): Installation {
  const set = settings.map(readSetting);
  const platform = set.findLast(({ path }) => path === platformPath)?.value ?? words.get('--platform')?.at(-1);
  const draft: Record<string, unknown> = {
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name },
  };
  putAt(draft, platformPath, platform);
  const given = installationFlags.filter((flag) => words.has(flag.name));
  if (isPlatform(platform)) {
    for (const { path } of requiredGroups(platform)) putAt(draft, path, {});
    for (const { flag, field } of fieldsOn(platform, given)) {
      if (!leavesOut(field)) putAt(draft, field.path, readFlagValue(field, words.get(flag.name) ?? []));
    }
    for (const { path, value } of set) putAt(draft, path, value);
    for (const { flag, field } of fieldsOn(platform, given)) {
      if (leavesOut(field)) leaveOut(draft, { flag, field });
    }
  }
  return check(draft, { given, set: set.map(({ path }) => path) });
}

interface FlagField {
  readonly flag: Flag;
  readonly field: Field;
}

/** The field of each flag. A flag that this platform cannot carry out is refused. */
function fieldsOn(platform: string, flags: readonly Flag[]): FlagField[] {
  const foreign = flags.filter((flag) => fieldOn(flag, platform) === undefined);
  if (foreign.length > 0)
    throw badFlags(
      foreign.map(({ name, fields }) => ({
        path: name,
        message: `has no effect on the platform ${platform}: it is for ${fields.flatMap(({ platforms = [] }) => platforms).join(', ')}`,
      })),
    );
  return flags.flatMap((flag) => {
    const field = fieldOn(flag, platform);
    return field === undefined ? [] : [{ flag, field }];
  });
}

/** Groups that have no default, so that a field that is missing in one is named itself. */
function requiredGroups(platform: string): Field[] {
  return installationFields.filter(
    ({ path, takes, required, platforms = [platform] }) =>
      takes === 'group' &&
      required &&
      !path.includes('[]') &&
      platforms.includes(platform) &&
      path.startsWith('spec.cluster.'),
  );
}

function leaveOut(draft: Record<string, unknown>, { flag, field }: FlagField): void {
  if (valueAt(draft, field.path) !== undefined)
    throw badFlags([{ path: flag.name, message: `cannot be combined with a value for ${field.path}` }]);
  putAt(draft, field.path, null);
}

/** `spec.path=value`: the value is JSON or YAML. */
function readSetting(text: string): { readonly path: string; readonly value: unknown } {
  const [, path, value = ''] = /^(spec(?:\.[A-Za-z][\w-]*)+)=(.*)$/s.exec(text) ?? [];
  if (path === undefined)
    throw badFlags([
      { path: '--set', message: `must be spec.PATH=VALUE, for example spec.kubeflow.release=sample, not “${text}”` },
    ]);
  return { path, value: readValue(path, value) };
}

function readValue(path: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    // YAML then.
  }
  try {
    return readYaml(text, { longest: 64 * 1024, maxDepth: 20 });
  } catch (error) {
    if (!(error instanceof UnreadableYaml)) throw error;
    throw badFlags([{ path: `--set ${path}`, message: `must be a YAML or JSON value: ${error.message}` }]);
  }
}

function check(draft: unknown, from: Given): Installation {
  const result = installationSchema.safeParse(draft);
  if (result.success) return result.data;
  throw badFlags(problemsOf(result.error, draft, from));
}
