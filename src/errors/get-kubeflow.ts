/**
 * How a person gets a Kubeflow release onto this machine, for every message and
 * page that has to say it. docs/releases.md tells the steps (a test holds that page to these words).
 */
export const getKubeflow =
  'Get Kubeflow first: render its components with kustomize, then run `mla release build 26.03.1 --output kubeflow-26.03.1.mlarelease` and `mla release add kubeflow-26.03.1.mlarelease`. docs/releases.md has the whole script, about two minutes; with the rendered folders at hand, set MLA_RELEASE_PATH instead.';
