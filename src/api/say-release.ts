import { isSampleRelease } from '../installation/sample-release.ts';

/** A release as people write it: `Kubeflow 26.03.1`, for upstream writes itself with a capital. The sample is called what it is. */
export function sayRelease({ name, version }: { readonly name: string; readonly version: string }): string {
  if (isSampleRelease(name)) return `Sample release ${version} (not Kubeflow)`;
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} ${version}`;
}
