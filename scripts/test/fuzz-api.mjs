// @ts-check
// `npm run fuzz-api`: schemathesis against a running server, in about ten minutes. Its exit code says whether something was found.
// Not part of the tests: what it found is in src/server/contract-fuzz.test.ts.
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ensurePython } from '../setup/python-environment.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/**
 * What holds without exception. Left out is `positive_data_acceptance`: the description cannot express all rules (a PEM
 * certificate, fields that exclude each other), and breaking them is answered with 400 and the reason.
 */
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
  'unsupported_method',
];

const python = await ensurePython(
  {
    name: 'schemathesis',
    requirements: new URL('../setup/schemathesis-requirements.txt', import.meta.url),
    modules: 'schemathesis',
    announcement: 'Installing schemathesis (PyPI): once on this machine, about a minute.',
  },
  { log: console.error, env: process.env },
);
if (python === undefined) {
  console.error('Python 3 with venv is needed (Debian: python3-venv).');
  process.exit(8);
}
const data = await mkdtemp(join(tmpdir(), 'mla-fuzz-'));
const server = spawn(
  process.execPath,
  [join(root, 'src/cli/main.ts'), 'serve', '--port', '0', '--dashboard-port', 'off', '--data', data, '--json'],
  { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, MLA_LOG_LEVEL: 'error' } },
);
try {
  const url = await firstAddress();
  const token = (await readFile(join(data, 'token'), 'utf8')).trim();
  const headers = { authorization: `Bearer ${token}` };
  const file = join(data, 'openapi.json');
  await writeFile(file, await (await fetch(`${url}/api/openapi.json`, { headers })).text());
  process.exitCode = await fuzz(file, url, token);
} finally {
  server.kill('SIGTERM');
  await new Promise((resolve) => server.once('close', resolve));
  await rm(data, { recursive: true, force: true });
}

async function firstAddress() {
  for await (const line of createInterface({ input: server.stdout }))
    return /** @type {string} */ (JSON.parse(line).url);
  throw new Error('The server ended before it said its address.');
}

/**
 * @param {string} file the description
 * @param {string} url
 * @param {string} token
 * @returns {Promise<number>}
 */
function fuzz(file, url, token) {
  // A stream does not end; a download and the name of a platform's server reach for the network, whose failure is a 503.
  const left = ['--exclude-path-regex', '(/stream|/tool|/cluster-names/.*)$'];
  const words = ['run', file, '--url', url, '-H', `Authorization: Bearer ${token}`, '--continue-on-failure', ...left];
  const limits = ['--phases', 'coverage,fuzzing', '--max-examples', '20', '--request-timeout', '30'];
  const child = spawn(
    join(dirname(String(python)), 'schemathesis'),
    [...words, ...limits, '--checks', checks.join(',')],
    {
      stdio: ['ignore', 'inherit', 'inherit'],
      cwd: data,
    },
  );
  return new Promise((resolve) => child.once('close', (code) => resolve(code ?? 1)));
}
