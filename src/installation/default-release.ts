/** The version of Kubeflow that form, YAML and flags take when none is named. */
export const defaultRelease = '26.03.1';
