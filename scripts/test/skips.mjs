// @ts-check
// Which tests may be skipped on a CI machine. A skip that is not in the table is a failure there:
// else a program that is missing would hide a whole area. Pure.

/** @typedef {import('./totals.mjs').VitestReport} VitestReport */

/**
 * @typedef {object} AllowedSkip
 * @property {RegExp} file
 * @property {RegExp} [test] of its full name; every test of the file when left out
 * @property {string} because
 */

const publishedApi = /src\/kubeflow\/pipelines\/published-api\.test\.ts$/;

/** @type {readonly AllowedSkip[]} */
const always = [
  {
    file: /test\/install\/kubeflow-gates\.test\.ts$/,
    because: 'one install for each gate: on demand, MLA_TEST_EVERY_GATE',
  },
  { file: /scripts\/launch\.test\.ts$/, because: 'needs a Node of the machine beside the pinned one' },
  {
    file: publishedApi,
    test: /^The API description needs/,
    because: 'says that kfp-server-api is not there',
  },
  {
    file: /test\/login-rig\/https\/https\.browser\.test\.ts$/,
    test: /^A browser that trusts an authority needs/,
    because: 'says that certutil is not there',
  },
  {
    file: /test\/login-rig\/https\/from-elsewhere\.browser\.test\.ts$/,
    test: /^A browser elsewhere needs/,
    because: 'says that no network can be made',
  },
  {
    file: /src\/cluster-proxy\/nodes\/set-nodes\.test\.ts$/,
    test: /^Nodes with a real sshd need/,
    because: 'says that no throw-away roots can be made',
  },
  {
    file: /src\/cluster-proxy\/files\/node-script\.test\.ts$/,
    test: /shellcheck/,
    because: 'needs shellcheck, which .ci/run installs where it may',
  },
  { file: /scripts\/deploy\/shell\.test\.ts$/, because: 'needs shellcheck, which .ci/run installs where it may' },
  {
    file: /scripts\/deploy\/service-unit\.test\.ts$/,
    test: /^systemd finds/,
    because: 'needs systemd-analyze, which .ci/run installs where it may',
  },
  { file: /src\/cli\/server\/open-browser\.test\.ts$/, because: 'needs a machine without snap' },
];

// A test that names the variable says that no release is there, and runs only then.
/** @type {readonly AllowedSkip[]} */
const withReleases = [
  {
    file: /\.test\.ts$/,
    test: /\(MLA_RELEASE_PATH\)/,
    because: 'says that no release is there',
  },
];

/** @type {readonly AllowedSkip[]} */
const withoutReleases = [
  /src\/kubeflow\/(connectors|credentials|plan|release|releases|upstream)\//,
  /test\/(demo\/demo|install\/(earlier-kubeflow|fetched-kubeflow|foundation|ownership|whole-kubeflow(-on-aks)?))\.test\.ts$/,
  /test\/browser\/fresh-machine\.browser\.test\.ts$/,
  /test\/verify\/verify\.test\.ts$/,
  /test\/proxy\/wizard-cases\.test\.ts$/,
  /test\/demo-content\/demo-(content|user)\.test\.ts$/,
  /test\/login-rig\/(external|https\/https|login|through-server|users)(\.browser)?\.test\.ts$/,
  /test\/(access\/(accepted-objects|change-access)|recipes\/(laptop-)?recipes)\.test\.ts$/,
  /src\/kubernetes\/port-forward\/port-forward\.sandbox\.test\.ts$/,
  /scripts\/deploy\/kubernetes-files\.test\.ts$/,
].map((file) => ({ file, because: 'needs rendered releases of Kubeflow: MLA_RELEASE_PATH' }));

/** @type {readonly AllowedSkip[]} */
const withoutKubectl = [
  /src\/kubeflow\/release\/kubectl-golden\.test\.ts$/,
  /web\/src\/pages\/ready\/merge-command\.test\.ts$/,
].map((file) => ({ file, because: 'needs kubectl' }));

/** @type {readonly AllowedSkip[]} */
const withoutJupyter = [
  {
    file: /src\/kubernetes\/port-forward\/port-forward\.sandbox\.test\.ts$/,
    test: /Jupyter/,
    because: 'needs a Jupyter server, which the set-up installs from PyPI',
  },
];

const training = /test\/demo-content\/training\.test\.ts$/;

/** @type {readonly AllowedSkip[]} */
const withoutTensorflow = [training, publishedApi].map((file) => ({
  file,
  because: 'needs TensorFlow and kfp, which the set-up installs from PyPI',
}));

/** @type {readonly AllowedSkip[]} */
const withoutPytorch = [
  { file: training, test: /PyTorch/, because: 'needs PyTorch and a kernel: Debian’s python3-torch, python3-ipykernel' },
];

/** @type {readonly AllowedSkip[]} */
const withoutPrivileges = [
  /src\/runs\/database\//,
  /src\/cluster-proxy\/nodes\/set-nodes\.test\.ts$/,
  /src\/runs\/steps\/node-proxy\/set-node-proxy\.test\.ts$/,
  /src\/server\/login\/(disk-full|logins)\.test\.ts$/,
  /test\/login-rig\/https\/from-elsewhere\.browser\.test\.ts$/,
  /test\/proxy\/(only-way-out|wizard-cases|socks-servers)\.test\.ts$/,
].map((file) => ({
  file,
  because:
    'mounts a small disk, separates a network, traces, or uses files of another user: needs root and its privileges',
}));

/**
 * The tests that a report shows as skipped and the table does not allow, `file: test`.
 * @param {VitestReport | undefined} report
 * @param {{ releases: boolean, kubectl: boolean, jupyter: boolean, tensorflow: boolean, pytorch: boolean, privileged: boolean }} machine what it has: MLA_RELEASE_PATH, kubectl, a Jupyter server, TensorFlow, PyTorch, the privileges of root (in a container they may be missing)
 * @returns {string[]}
 */
export function findUnexpectedSkips(report, { releases, kubectl, jupyter, tensorflow, pytorch, privileged }) {
  const allowed = [
    ...always,
    ...(releases ? withReleases : withoutReleases),
    ...(kubectl ? [] : withoutKubectl),
    ...(jupyter ? [] : withoutJupyter),
    ...(tensorflow ? [] : withoutTensorflow),
    ...(pytorch ? [] : withoutPytorch),
    ...(privileged ? [] : withoutPrivileges),
  ];
  // A file whose hook fails skips its tests, and has failed already.
  const whole = (report?.testResults ?? []).filter(({ status }) => status !== 'failed');
  return whole.flatMap(({ name: file = '', assertionResults }) =>
    assertionResults
      .filter(({ status }) => status !== 'passed' && status !== 'failed')
      .filter(
        ({ fullName = '' }) => !allowed.some((skip) => skip.file.test(file) && (skip.test?.test(fullName) ?? true)),
      )
      .map(({ fullName = 'a test' }) => `${file}: ${fullName}`),
  );
}
