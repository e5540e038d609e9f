import type { EnvironmentVariable } from '../patches/object-patch.ts';

/** A proxy with the whole list of what goes around it. */
export interface PodProxy {
  readonly http?: string | undefined;
  readonly https?: string | undefined;
  /** Entries, with those that Kubernetes fills in. */
  readonly noProxy: readonly string[];
}

/** The variables that name a proxy, in both cases: curl reads `http_proxy` in lower case only, other programs read upper case. */
export function podProxyVariables({ http, https, noProxy }: PodProxy): (EnvironmentVariable & { value: string })[] {
  const values = { HTTP_PROXY: http, HTTPS_PROXY: https, NO_PROXY: noProxy.join(',') };
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined
      ? []
      : [
          { name, value },
          { name: name.toLowerCase(), value },
        ],
  );
}

/** The environment of a container with these variables in place of its own of the same names. */
export function withVariables(
  env: readonly EnvironmentVariable[] | undefined,
  variables: readonly EnvironmentVariable[],
): EnvironmentVariable[] {
  const names = new Set(variables.map(({ name }) => name));
  return [...(env ?? []).filter(({ name }) => !names.has(name)), ...variables];
}
