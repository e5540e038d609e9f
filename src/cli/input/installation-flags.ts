import { type Command, Option } from 'commander';
import type { Field } from '../../installation/fields.ts';
import { type Flag, fieldOn, installationFlags, leavesOut } from '../../installation/flags/list-flags.ts';
import { addedTo } from '../../installation/flags/kubeflow-flags.ts';
import type { GivenFlags } from '../../installation/flags/read-flags.ts';
import { platformIds } from '../../installation/installation.ts';

/** Adds a flag for each field of an installation. The help shows those of a platform when `--platform` names it. */
export function addInstallationFlags(command: Command): Command {
  const options = installationFlags.map((flag) => ({ flag, option: optionOf(flag) }));
  for (const { flag, option } of options) {
    const [field] = flag.fields;
    option.helpGroup(headingOf(field));
    if (isOfPlatform(field)) option.hideHelp();
    command.addOption(option);
  }
  command.on('option:platform', (platform: string) => {
    for (const { flag, option } of options) {
      const field = fieldOn(flag, platform);
      if (field === undefined || !isOfPlatform(field)) continue;
      option.description = textOf(field);
      option.helpGroup(`Platform ${platform}:`).hideHelp(false);
    }
  });
  return command
    .addOption(
      new Option(
        '--set <field=value>',
        'Any field by its path, for example spec.kubeflow.release=sample; can be repeated',
      )
        .helpGroup('Any field:')
        .argParser((value: string, earlier: readonly string[]) => [...earlier, value])
        .default([], 'none'),
    )
    .addHelpText(
      'after',
      `\nA platform has more flags: mla create --platform NAME --help (${platformIds.join(', ')}).\ndocs/installation.md lists every field with its flag.`,
    );
}

/** Adds the flags of some fields, by their paths, to a command that takes the rest from elsewhere; with what a flag does there. */
export function addFlagsOf(command: Command, texts: Readonly<Record<string, string>>): Command {
  for (const flag of installationFlags) {
    const text = texts[flag.fields[0].path];
    if (text === undefined) continue;
    const option = optionOf(flag);
    option.description = text;
    command.addOption(option);
  }
  return command;
}

/** Adds flags to a command that takes the rest, and what is not given, from a file. */
export function addOverFile(command: Command, flags: readonly Flag[]): Command {
  for (const flag of flags) {
    const [field] = flag.fields;
    const option = optionOf(flag);
    option.description = textOf(field, addedTo.has(field.path) ? "added to the file's" : "default: the file's");
    command.addOption(option.helpGroup("Kubeflow, over the file's:"));
  }
  return command;
}

/** Adds each of these flags to a command that takes the rest from what is saved. */
export function addFieldFlags(command: Command, flags: readonly Flag[]): Command {
  for (const flag of flags) {
    const option = optionOf(flag);
    option.description = textOf(flag.fields[0], 'as it is, if left out');
    command.addOption(option);
  }
  return command;
}

/** What commander read, by the names of the flags. */
export function givenWords(flags: object): GivenFlags['words'] {
  return wordsOf(flags, installationFlags);
}

/** The same of some flags. */
export function wordsOf(flags: object, known: readonly Flag[]): GivenFlags['words'] {
  const values = flags as Readonly<Record<string, unknown>>;
  const words = known.flatMap((flag) => {
    const value = values[optionOf(flag).attributeName()];
    // Without `--no-kubeflow` commander says that there is one.
    if (value === undefined || value === true) return [];
    return [[flag.name, [value].flat().map(String)] as const];
  });
  return new Map(words);
}

function optionOf({ name, fields }: Flag): Option {
  const [field] = fields;
  return new Option(leavesOut(field) ? name : `${name} ${placeholderOf(field)}`, textOf(field));
}

const formats: Readonly<Record<string, string>> = { email: 'email', uri: 'url' };

function placeholderOf({ placeholder, takes, format = '' }: Field): string {
  const word = placeholder ?? formats[format] ?? (takes === 'list' ? 'names' : takes);
  return `<${word}${takes === 'list' ? '...' : ''}>`;
}

/** What the field is for, what it can be, and its default. `before`: what comes before the default. */
function textOf(field: Field, before?: string): string {
  const { meaning, choices, minimum, maximum, preset, takes } = field;
  if (leavesOut(field)) return field.without ?? `Set ${field.path} to null`;
  const allowed =
    choices.length > 0 && takes !== 'list'
      ? [choices.join(', ')]
      : minimum !== undefined && maximum !== undefined
        ? [`${minimum} to ${maximum}`]
        : [];
  const isTold = (typeof preset === 'string' && preset !== '') || typeof preset === 'number';
  const notes = [...allowed, ...presetNote(isTold ? String(preset) : undefined, before)];
  return `${meaning}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`;
}

function presetNote(preset: string | undefined, before: string | undefined): string[] {
  if (before === undefined) return preset === undefined ? [] : [`default: ${preset}`];
  return [preset === undefined ? before : `${before}, then ${preset}`];
}

/** In the group of its platform, not one that every cluster has. */
function isOfPlatform({ path, platforms = [] }: Field): boolean {
  return platforms.some((platform) => path.startsWith(`spec.cluster.${platform}.`));
}

/** `spec.kubeflow.release` is under “Kubeflow:”. */
function headingOf({ path }: Field): string {
  const [, group = ''] = path.split('.');
  return `${group.charAt(0).toUpperCase()}${group.slice(1)}:`;
}
