// @ts-check
// The set-up in front of `npm start`, `npm run demo`, `npm test`, `npm run bench` and `npm run check`:
// does what is missing, says what and about how long, and does nothing when all is there.
// Plain JavaScript for Node >= 18, because the pinned Node 24 comes with the packages it installs.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkGo, ensureControlPlane, findControlPlane } from './control-plane.mjs';
import { ensureHelm, findHelm } from './setup/go/helm.mjs';
import { ensureLaptopTools, findLaptopTools } from './setup/go/laptop-tools.mjs';
import { ensureJupyter, findJupyter } from './jupyter.mjs';
import { ensureOauth2Proxy, findOauth2Proxy } from './oauth2-proxy.mjs';
import { ensureChromium, findChromium } from './setup/chromium.mjs';
import { ensureDemoPython, findDemoPython } from './setup/demo-python.mjs';
import { withSetupLock } from './setup/lock.mjs';
import { exitCodes, explainMissingControlPlane, needsOf, refuseNode } from './setup/needs.mjs';
import { ensurePackages, packagesAreThere } from './setup/packages.mjs';
import { ensureProgram } from './setup/program.mjs';
import { programFits } from './setup/program-file.mjs';
import { ProgramFailed } from './setup/run-program.mjs';
import { ensureWeb, neededWebBuild } from './setup/web.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const env = process.env;
// Standard output belongs to the command that follows; it may be one JSON object for a script.
const say = (/** @type {string} */ line) => process.stderr.write(`${line}\n`);
const userId = process.getuid?.();

/**
 * @typedef {import('./setup/needs.mjs').Part} Part
 * @typedef {import('./setup/needs.mjs').Weight} Weight
 * @typedef {object} Maker
 * @property {string} failure what to say when `make` throws
 * @property {() => Promise<boolean>} isThere quick, because it is asked at every start
 * @property {(weight: Weight) => Promise<boolean>} make false when it cannot be had here, which it has then said
 */

/** In the order they are made: each may need the ones before. */
/** @type {Record<Part, Maker>} */
const makers = {
  packages: {
    failure: 'The packages could not be installed.',
    isThere: () => packagesAreThere(root),
    make: () => ensurePackages({ root, env, say }).then(() => true),
  },
  web: {
    failure: 'The wizard could not be built.',
    isThere: async () => (await neededWebBuild(root)) === undefined,
    make: () => ensureWeb({ root, env, say }).then(() => true),
  },
  program: {
    failure: 'The program could not be bundled; it runs from its sources, and takes a little longer to start.',
    isThere: async () => programFits(root),
    make: () => ensureProgram({ root, env, say }).then(() => true),
  },
  controlPlane: {
    failure: "The sandbox's control plane could not be built.",
    isThere: async () => Boolean(env['MLA_SANDBOX_BIN']) || (await findControlPlane(env)) !== undefined,
    make: makeControlPlane,
  },
  oauth2Proxy: {
    failure: 'OAuth2 Proxy could not be built; the tests of logins will be skipped.',
    isThere: async () => (await findOauth2Proxy(env)) !== undefined,
    make: makeOauth2Proxy,
  },
  laptopTools: {
    failure: 'kind and k3d could not be built; the tests that drive them will be skipped.',
    isThere: async () => (await findLaptopTools(env)) !== undefined,
    make: makeLaptopTools,
  },
  helm: {
    failure: 'Helm could not be built; the tests of its chart will be skipped.',
    isThere: async () => (await findHelm(env)) !== undefined,
    make: makeHelm,
  },
  jupyter: {
    failure: 'The Jupyter server could not be installed; the test of notebook kernels will be skipped.',
    isThere: async () => (await findJupyter(env)) !== undefined,
    make: makeJupyter,
  },
  demoPython: {
    failure: 'TensorFlow could not be installed; the tests of the demo content will be skipped.',
    isThere: async () => (await findDemoPython(env)) !== undefined,
    make: makeDemoPython,
  },
  chromium: {
    failure: 'Chromium could not be installed; the browser tests will be skipped.',
    isThere: async () => (await findChromium(env)) !== undefined,
    make: () => ensureChromium({ env, say, userId: process.getuid?.() }).then(() => true),
  },
};

/** @param {Weight} weight */
async function makeControlPlane(weight) {
  if ((await ensureControlPlane({ log: say, env })) !== undefined) return true;
  say(explainMissingControlPlane(await checkGo(env), weight));
  return false;
}

async function makeOauth2Proxy() {
  if ((await ensureOauth2Proxy({ log: say, env })) !== undefined) return true;
  say('The tests of logins are skipped: they need OAuth2 Proxy, which is built with Go.');
  return false;
}

async function makeLaptopTools() {
  if ((await ensureLaptopTools({ log: say, env })) !== undefined) return true;
  say('The tests that drive kind and k3d are skipped: both are built with Go.');
  return false;
}

async function makeHelm() {
  if ((await ensureHelm({ log: say, env })) !== undefined) return true;
  say('The tests of the Helm chart are skipped: Helm is built with Go.');
  return false;
}

async function makeJupyter() {
  if ((await ensureJupyter({ log: say, env })) !== undefined) return true;
  say('The test of notebook kernels is skipped: it needs Python 3 with venv (Debian: python3-venv).');
  return false;
}

async function makeDemoPython() {
  if ((await ensureDemoPython({ log: say, env })) !== undefined) return true;
  say('The tests that train the demo’s classifier are skipped: they need Linux on x86-64 and Python 3 with venv.');
  return false;
}

/**
 * True when the command can go on.
 * @param {Part} part
 * @param {Weight} weight
 */
async function makeOne(part, weight) {
  const { failure, isThere, make } = makers[part];
  if (await isThere()) return true;
  try {
    return (await make(weight)) || weight === 'wanted';
  } catch (error) {
    if (error instanceof ProgramFailed && error.output !== '')
      say(error.output.trimEnd().split('\n').slice(-20).join('\n'));
    say(`${failure} ${error instanceof Error ? error.message : String(error)}`);
    if (weight === 'required')
      say('Fix the problem named above, then run the same command again. Finished work is kept.');
    return weight === 'wanted';
  }
}

/** @param {string} command */
async function setUp(command) {
  const needs = needsOf[command];
  if (needs === undefined) {
    say(`Usage: node scripts/setup.mjs <${Object.keys(needsOf).join('|')}>`);
    return exitCodes.invalid;
  }
  const refusal = refuseNode({ version: process.versions.node, platform: process.platform, arch: process.arch });
  if (refusal !== undefined) {
    say(refusal);
    return exitCodes.unavailable;
  }
  const wanted = /** @type {[Part, Weight][]} */ (Object.entries(needs));
  const there = await Promise.all(wanted.map(([part]) => makers[part].isThere()));
  if (there.every(Boolean)) return 0;
  return withSetupLock({ root, env, say }, async () => {
    for (const [part, weight] of wanted) {
      if (!(await makeOne(part, weight))) return exitCodes.unavailable;
    }
    return 0;
  });
}

process.exitCode = await setUp(process.argv[2] ?? '');
