import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hangSignal } from '../../../test/patience.fixture.ts';
import { examineMachine } from './examine-machine.ts';
import type { Finding } from './finding.ts';

/* A real disk, port and mirror; no program is on the PATH. */

let home: string;
let port: number;
let mirror: ReturnType<typeof createServer>;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'mla-doctor-test-'));
  mirror = createServer((_, response) => {
    response.setHeader('date', new Date(Date.now() - 3_600_000).toUTCString());
    response.end();
  });
  await new Promise<void>((resolve) => mirror.listen(0, '127.0.0.1', resolve));
  ({ port } = mirror.address() as AddressInfo);
});
afterEach(async () => {
  mirror.closeAllConnections();
  await new Promise((resolve) => mirror.close(resolve));
  await rm(home, { recursive: true });
});

async function examine(dataDirectory: string, server?: string): Promise<Map<string, Finding>> {
  const findings = await examineMachine({
    dataDirectory,
    server,
    port,
    signal: hangSignal(),
    environment: {
      PATH: '',
      MLA_SANDBOX_BIN: join(home, 'nothing'),
      XDG_CACHE_HOME: home,
      MLA_RELEASE_SOURCE: `http://reader:hunter2@127.0.0.1:${port}/`,
    },
  });
  return new Map(findings.map((finding) => [finding.id, finding]));
}

test('says what is here, what is missing and what to do, and writes nothing', async () => {
  const found = await examine(join(home, 'data'));
  expect(Object.fromEntries([...found].map(([id, { outcome }]) => [id, outcome]))).toMatchObject({
    'program.node': 'passed',
    'data.directory': expect.stringMatching(/passed|warning/) as string,
    'data.database': 'passed',
    'program.port': 'warning',
    'network.releases': 'passed',
    'kubeflow.releases': 'warning',
    'program.clock': 'warning',
    'platform.existing': 'passed',
    'platform.sandbox': 'warning',
    'platform.kind': 'warning',
  });
  expect(found.get('program.clock')?.evidence).toMatch(/by 3[56]\d\d s/);
  expect(found.get('platform.kind')?.fix).toContain('mla cluster tool kind');
  expect(JSON.stringify([...found])).not.toContain('hunter2');
  const lacking = [...found.values()].filter(({ outcome }) => outcome !== 'passed');
  expect(lacking.filter(({ id, fix }) => fix === undefined && !id.startsWith('platform.'))).toEqual([]);
  expect(await readdir(home)).toEqual([]);
});

test('a data directory that is a file is a failure, and a running server explains its port', async () => {
  await writeFile(join(home, 'data'), '');
  const found = await examine(join(home, 'data'), 'http://127.0.0.1:5000');
  expect(found.get('data.directory')).toMatchObject({
    outcome: 'failed',
    fix: expect.stringContaining('MLA_HOME') as string,
  });
  expect(found.get('program.port')?.outcome).toBe('passed');
});
