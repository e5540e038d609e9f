/**
 * Whether a release, by its name or as an installation names it (`practice`,
 * `practice 1.0.0`, with a digest behind it or not), is the sample: MLAnywhere's
 * own objects for rehearsals, whose images no registry has. It is not Kubeflow.
 */
export function isSampleRelease(release: string): boolean {
  return /^practice(?![\w.-])/.test(release.trim());
}
