import { dump } from 'js-yaml';
import { type Field, installationFields } from './fields.ts';
import { isSame } from './flags/flag-value.ts';
import type { InstallationInput } from './installation.ts';
import { putAt, valueAt } from './value-at.ts';

/**
 * The installation as YAML that reads back as the same, with fields in the order of the schema.
 * Fields that have their default are left out, unless all are wanted; the release is always written. Takes a draft too, whose fields are not all filled in.
 */
export function printInstallation(
  installation: InstallationInput,
  { fields = 'chosen' }: { readonly fields?: 'chosen' | 'all' } = {},
): string {
  const content = fields === 'all' ? installation : chosenIn(installation, '', installation.spec.cluster.platform);
  return dump(content, { lineWidth: -1, noRefs: true });
}

/** The fields of a group that do not have their default. `prefix`: the path of the group, with the dot. */
function chosenIn(group: unknown, prefix: string, platform: string): Record<string, unknown> {
  const chosen: Record<string, unknown> = {};
  for (const field of installationFields) {
    const name = field.path.slice(prefix.length);
    const isMember = field.path.startsWith(prefix) && !name.includes('[]');
    if (!isMember || field.platforms?.includes(platform) === false) continue;
    const written = writeValue(field, valueAt(group, name), platform);
    if (written !== undefined) putAt(chosen, name, written);
  }
  return chosen;
}

/** Written although they have their default: a later MLAnywhere has another default, and a saved file keeps its meaning. */
const alwaysWritten: ReadonlySet<string> = new Set(['spec.kubeflow.release']);

/** Undefined where nothing needs to be written. The fields of a group follow by themselves. */
function writeValue({ path, takes, preset }: Field, value: unknown, platform: string): unknown {
  if (isSame(value, preset) && !alwaysWritten.has(path)) return undefined;
  if (takes === 'groups' && Array.isArray(value))
    return value.map((member) => chosenIn(member, `${path}[].`, platform));
  if (takes !== 'group' || value === null || value === undefined) return value;
  // A group that is only made of its fields' defaults needs no mention, any other does.
  return isSame(preset, {}) ? undefined : {};
}
