import { z } from 'zod';
import { MlaError } from '../../errors/error.ts';
import { readYaml, UnreadableYaml } from '../../yaml.ts';
import { describeProblems, joinProblems, type Problem } from '../describe-problems.ts';
import { type Field, installationFields } from '../fields.ts';
import { installationSchema, type Installation, kubeflow, platformIds } from '../installation.ts';
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

const platformPath = 'spec.cluster.platform';

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

/** What flags say of Kubeflow, over what is said of it elsewhere. Throws `installation.badFlags`. */
export function readKubeflowFlags(words: GivenFlags['words'], base: object = {}): z.infer<typeof kubeflow> {
  const draft = { spec: { kubeflow: { ...base } } };
  for (const { name, fields } of installationFlags) {
    const [field] = fields;
    const given = words.get(name);
    if (given !== undefined && field.path.startsWith('spec.kubeflow.'))
      putAt(draft, field.path, readFlagValue(field, given));
  }
  const result = z.object({ spec: z.object({ kubeflow }) }).safeParse(draft);
  if (result.success) return result.data.spec.kubeflow;
  throw badFlags(problemsOf(result.error, draft, { given: installationFlags, set: [] }));
}

function isPlatform(given: unknown): given is string {
  return platformIds.some((id) => id === given);
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

function problemsOf(error: z.ZodError, draft: unknown, from: Given): Problem[] {
  const names = installationFields.map(({ path }) => path.replace(/^.*\./, ''));
  return describeProblems(error, draft, names).map(({ path, message }) => ({
    path: flagFor(path, { ...from, platform: valueAt(draft, platformPath) }),
    message,
  }));
}

/** What was given, by flag and by path. */
interface Given {
  readonly given: readonly Flag[];
  readonly set: readonly string[];
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

function badFlags(problems: readonly Problem[]): MlaError {
  return new MlaError('installation.badFlags', { problems: joinProblems(problems) });
}
