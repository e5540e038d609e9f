import { isSampleRelease } from '../installation/sample-release.ts';

/** A release for people: `Kubeflow 26.03.1`. The sample is marked as not Kubeflow. */
export function sayRelease({ name, version }: { readonly name: string; readonly version: string }): string {
  if (isSampleRelease(name)) return `Sample release ${version} (not Kubeflow)`;
  return `${capital(name)} ${version}`;
}

/** The name of a release within a sentence, without its version. Not every release is Kubeflow. */
export function nameOfRelease(name: string): string {
  return isSampleRelease(name) ? 'the sample' : capital(name);
}

/** A release as an installation names it, with its version: `26.03.1` is Kubeflow's. */
export function sayChosenRelease(chosen: string): string {
  if (isSampleRelease(chosen)) return 'Sample release (not Kubeflow)';
  return /^\d/.test(chosen.trim()) ? `Kubeflow ${chosen.trim()}` : capital(chosen.trim());
}

/** The same for the release field of an installation: `26.03.1` is Kubeflow's, `acme-ml 2.0` is acme-ml's. */
export function nameOfChosenRelease(chosen: string): string {
  return /^\d/.test(chosen.trim()) ? 'Kubeflow' : nameOfRelease(chosen.trim().split(/[\s@]/)[0] ?? '');
}

function capital(name: string): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
