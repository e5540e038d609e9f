/**
 * Whether a release, by its name or as an installation names it (`sample`,
 * `sample 1.0.0`, with a digest behind it or not), is the sample: MLAnywhere's
 * own objects for the sandbox, whose images no registry has. It is not Kubeflow.
 */
export function isSampleRelease(release: string): boolean {
  return /^(sample|practice)(?![\w.-])/.test(release.trim());
}
