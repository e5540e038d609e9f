import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testPlatforms } from '../app/platforms.fixture.ts';
import { openTestService } from './service.fixture.ts';

/*
 * What a browser's upload field, or somebody with curl, can send: pictures, texts,
 * broken and hostile YAML, kubeconfigs with a secret in each place that has one.
 * Each input has a canary of its own. MLA_FUZZ_SEED repeats a run.
 */

const seed = Number(process.env['MLA_FUZZ_SEED'] ?? Date.now() % 2 ** 31);
const [ofBytes, ofYaml, ofKubeconfigs] = [500, 700, 800];
const mark = 'Canary7';
const canary = fc.stringMatching(/^[A-Za-z0-9]{20}$/).map((text) => `${mark}${text}`);

const noise = fc.oneof(
  fc.uint8Array({ maxLength: 3000 }).map((bytes) => Buffer.from(bytes).toString('latin1')),
  fc.string({ unit: 'binary', maxLength: 300 }),
  fc.constantFrom(
    '\0',
    '\ud800',
    '\u0089PNG\r\n\u001a\n',
    'x'.repeat(30_000),
    '['.repeat(20_000),
    `${'a: &a '.repeat(50)}*a`,
    '{"a":'.repeat(5000),
  ),
);
const bomb = Array.from(
  { length: 12 },
  (_, level) => `a${level + 1}: &a${level + 1} [${`*a${level},`.repeat(9)}]`,
).join('\n');
const piece = fc.constantFrom(
  'users: ',
  'clusters: ',
  'contexts: ',
  'current-context: ',
  '- ',
  '  ',
  '\n',
  '&a ',
  '*a',
  '<<: *a',
  '!!binary ',
  '!!js/function ',
  '? ',
  '|\n  ',
  '>-\n  ',
  '{',
  '}',
  '[',
  ']',
  '"',
  "'",
  '%YAML 1.2\n',
  '---\n',
  '\t',
  '\0',
  '__proto__: ',
  'token: ',
  'name: x',
  '#',
  ',',
  `a0: &a0 [x]\n${bomb}\n`,
);

/** Texts that are neither YAML nor anything else, with a secret in the middle. */
const bytesWith = fc.tuple(noise, canary, noise).map(([before, secret, after]) => `${before}${secret}${after}`);
const yamlWith = fc
  .tuple(fc.array(piece, { maxLength: 12 }), canary, fc.array(piece, { maxLength: 12 }))
  .map(([before, secret, after]) => `${before.join('')}token: ${secret}\n${after.join('')}`);

const user = canary.chain((secret) =>
  fc.constantFrom<Record<string, unknown>>(
    { token: secret },
    { username: 'admin', password: secret },
    {
      'client-certificate-data': 'QUJD',
      'client-key-data': Buffer.from(`-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----`).toString(
        'base64',
      ),
    },
    { 'auth-provider': { name: 'oidc', config: { 'id-token': secret, 'refresh-token': secret } } },
    {
      exec: {
        command: 'login',
        args: [],
        env: [{ name: 'LOGIN_TOKEN', value: secret }],
        apiVersion: 'client.authentication.k8s.io/v1',
      },
    },
    { token: { nested: secret } },
    { token: [secret] },
  ),
);
const kubeconfig = fc.record({
  user,
  server: fc.constantFrom(
    'https://127.0.0.1:1',
    'https://127.0.0.1:1',
    'https://127.0.0.1:1',
    'http://127.0.0.1:1',
    'ftp://127.0.0.1',
    'lab',
    '',
    'https://[',
    'file:///etc/passwd',
    `https://127.0.0.1:1/\0`,
  ),
  proxy: fc.option(canary.map((secret) => `http://user:${secret}@127.0.0.1:1`)),
  names: fc.tuple(
    ...Array.from({ length: 3 }, () =>
      fc.constantFrom('a', 'a', 'a', 'a', 'a', 'b', '', '\0', '\ud800', 'x'.repeat(300), '__proto__'),
    ),
  ),
});
/** A kubeconfig as JSON, which is YAML, with a few characters more or less. */
const kubeconfigWith = fc
  .tuple(
    kubeconfig,
    fc.array(fc.tuple(fc.nat(400), fc.nat(3), fc.constantFrom('', ' ', '\n', '"', ',', '}', '*a', '\0')), {
      maxLength: 2,
    }),
  )
  .map(([{ user: who, server, proxy, names }, cuts]) => {
    const [cluster, name, current] = names;
    const whole = JSON.stringify({
      'current-context': current,
      clusters: [{ name: cluster, cluster: { server, ...(proxy !== null && { 'proxy-url': proxy }) } }],
      contexts: [{ name, context: { cluster, user: 'who' } }],
      users: [{ name: 'who', user: who }],
    });
    return cuts.reduce(
      (text, [at, length, instead]) => `${text.slice(0, at)}${instead}${text.slice(at + length)}`,
      whole,
    );
  });

test(`two thousand uploads, broken and hostile ones, end in an answer each: no fault, no secret told, and the server lives (MLA_FUZZ_SEED=${seed})`, async () => {
  const written: string[] = [];
  const write = process.stderr.write.bind(process.stderr);
  process.stderr.write = (chunk: string | Uint8Array) => written.push(Buffer.from(chunk).toString('latin1')) > 0;
  const existing = [testPlatforms().existing];
  await using running = await openTestService({ platforms: existing });
  const { url, token } = running.service;
  const headers = { authorization: `Bearer ${token.reveal()}`, 'content-type': 'application/json' };

  const faults: string[] = [];
  let answered = 0;
  const send = async (method: string, path: string, body: string): Promise<void> => {
    const response = await fetch(`${url}${path}`, { method, headers, body });
    const text = await response.text();
    answered += 1;
    if (response.status >= 500)
      faults.push(
        `${response.status} of ${method} ${path}: ${text.slice(0, 300)} to ${JSON.stringify(body.slice(0, 300))}`,
      );
    if (text.includes(mark)) faults.push(`${method} ${path} told it: ${text.slice(0, 600)}`);
  };
  const upload = async (text: string, index: number): Promise<void> => {
    const body = JSON.stringify({ platform: 'existing', kubeconfig: text });
    await (index % 4 === 0
      ? send('PUT', `/api/connections/fuzz-${index}`, body)
      : send('POST', '/api/connection-tests', body));
  };
  const raw = (text: string, index: number): Promise<void> =>
    send('POST', ['/api/connection-tests', '/api/installations', '/api/releases'][index % 3] ?? '', text);

  const inputs = [
    ...fc
      .sample(bytesWith, { seed, numRuns: ofBytes })
      .map((text, index) => () => (index % 5 === 0 ? raw(text, index) : upload(text, index))),
    ...fc.sample(yamlWith, { seed, numRuns: ofYaml }).map((text, index) => () => upload(text, ofBytes + index)),
    ...fc
      .sample(kubeconfigWith, { seed, numRuns: ofKubeconfigs })
      .map((text, index) => () => upload(text, ofBytes + ofYaml + index)),
  ];
  try {
    // Eight at a time, as a few browsers send them.
    const queue = inputs.values();
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (const input of queue) await input();
      }),
    );
  } finally {
    process.stderr.write = write;
  }

  expect(faults.slice(0, 5)).toEqual([]);
  expect(answered).toBe(2000);
  expect([...running.reported, ...written].filter((text) => text.includes(mark))).toEqual([]);
  expect((await fetch(`${url}/api/health`)).status).toBe(200);
  const saved = await running.client.call('listConnections', {});
  expect(JSON.stringify(saved)).not.toContain(mark);
  // Some were fit to be kept, or the canaries at rest would not have been looked for.
  expect(saved.length).toBeGreaterThan(3);
  for (const file of await readdir(running.directory, { recursive: true, withFileTypes: true })) {
    if (file.isFile()) expect((await readFile(join(file.parentPath, file.name))).includes(mark), file.name).toBe(false);
  }
});
