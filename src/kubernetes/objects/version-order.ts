/**
 * Less than zero when the first version of a kind is the older one, in the
 * order of Kubernetes: stable after beta after alpha, then the higher number.
 * Undefined when one of them does not follow Kubernetes' names. Source:
 * Kubernetes, CustomResourceDefinition versioning, "Version priority".
 */
export function compareKindVersions(one: string, other: string): number | undefined {
  const [left, right] = [parts(one), parts(other)];
  if (left === undefined || right === undefined) return undefined;
  return left.stage - right.stage || left.major - right.major || left.minor - right.minor;
}

const stages = ['alpha', 'beta', undefined] as const;

function parts(version: string): { stage: number; major: number; minor: number } | undefined {
  const found = /^v(\d+)(?:(alpha|beta)(\d+))?$/.exec(version);
  if (found === null) return undefined;
  const stage = stages.indexOf(found[2] as (typeof stages)[number]);
  return { stage, major: Number(found[1]), minor: Number(found[3] ?? 0) };
}
