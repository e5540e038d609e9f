/**
 * How a person gets a Kubeflow release onto this machine, for every message and
 * page that has to say it. docs/releases.md tells the steps (a test holds that page to these words).
 */
export const getKubeflow =
  'Get Kubeflow with `mla release fetch 26.03.1` (11 MB from github.com, half a minute). Without internet here: run `mla release fetch 26.03.1 --output FILE` on another machine, copy FILE, and run `mla release add FILE`.';
