import { installationFields } from '../fields.ts';
import type { InstallationInput } from '../installation.ts';
import { isSame, writeFlagValue } from './flag-value.ts';
import { fieldOn, installationFlags, leavesOut } from './list-flags.ts';
import { valueAt } from '../value-at.ts';

/** The flags of `mla create NAME` that make this installation, each with its value. What has its default is left out. */
export function writeFlags(installation: InstallationInput): string[][] {
  const { platform } = installation.spec.cluster;
  const written = new Set<string>();
  const flags = installationFlags.flatMap((flag) => {
    const field = fieldOn(flag, platform);
    const value = field === undefined ? undefined : valueAt(installation, field.path);
    if (field === undefined || value === undefined || isSame(value, field.preset)) return [];
    if (leavesOut(field)) return value === null ? [[flag.name]] : [];
    written.add(field.path);
    const word = writeFlagValue(field, value);
    return [word === undefined ? setting(field.path, value) : [flag.name, word]];
  });
  return [...flags, ...writeSettings(installation, written)];
}

/** `--set` for what has no flag: lists of groups, and a group that may be absent and is there with nothing in it. */
function writeSettings(installation: InstallationInput, written: ReadonlySet<string>): string[][] {
  return installationFields.flatMap(({ path, takes, required, preset, nullable }) => {
    const value = path.includes('[]') ? undefined : valueAt(installation, path);
    if (value === undefined || !path.startsWith('spec.')) return [];
    if (takes === 'groups') return [setting(path, value)];
    const mayBeAbsent = takes === 'group' && !required && !nullable && preset === undefined;
    const isSaid = [...written].some((other) => other.startsWith(`${path}.`));
    return mayBeAbsent && !isSaid ? [setting(path, {})] : [];
  });
}

function setting(path: string, value: unknown): string[] {
  return ['--set', `${path}=${JSON.stringify(value)}`];
}
