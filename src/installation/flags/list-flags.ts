import { type Field, installationFields } from '../fields.ts';

/** A flag of the command line, and the field that it says. */
export interface Flag {
  /** For example `--components`. */
  readonly name: string;
  /** One for each platform that has the field in its own group, else one. */
  readonly fields: readonly [Field, ...Field[]];
}

/** A flag for each field below `spec` that one value or a list of texts can say, and `--no-…` for a group that can be left out. */
export const installationFlags: readonly Flag[] = [...Map.groupBy(installationFields.filter(hasFlag), nameOf)].map(
  ([name, fields]) => ({ name, fields: fields as [Field, ...Field[]] }),
);

/** The field that a flag says on a platform; undefined where the platform has no such field. */
export function fieldOn(flag: Flag, platform: string): Field | undefined {
  return flag.fields.find(({ platforms = [platform] }) => platforms.includes(platform));
}

/** Says that a group is left out: `--no-kubeflow`. */
export function leavesOut({ takes, nullable, preset }: Field): boolean {
  return takes === 'group' && nullable && preset !== null;
}

function hasFlag(field: Field): boolean {
  if (!field.path.startsWith('spec.') || field.path.includes('[]')) return false;
  return leavesOut(field) || (field.takes !== 'group' && field.takes !== 'groups');
}

/** From the path, without what is clear: `spec.cluster.sandbox.workers.memoryGiB` is `--workers-memory-gib`. */
function nameOf(field: Field): string {
  const { path, platforms: [platform] = [], flag } = field;
  const short = path
    .replace(/^spec\./, '')
    .replace(/^(?:cluster|kubeflow)\./, '')
    .replace(new RegExp(`^${platform ?? ''}\\.`), '');
  const kebab = short.replaceAll('.', '-').replaceAll(/(?<=[a-z\d])[A-Z](?=[a-z])/g, '-$&');
  return `--${leavesOut(field) ? 'no-' : ''}${flag ?? kebab.toLowerCase()}`;
}
