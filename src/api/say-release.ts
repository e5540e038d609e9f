/** A release as people write it: `Kubeflow 26.03.1`, for upstream writes itself with a capital. */
export function sayRelease({ name, version }: { readonly name: string; readonly version: string }): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)} ${version}`;
}
