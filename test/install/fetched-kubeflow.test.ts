import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import type { Outcome } from '../../src/cli/output/terminal.fixture.ts';
import { kubeflow26_03 } from '../../src/kubeflow/releases/26.03.ts';
import { kubeflow26_03_1 } from '../../src/kubeflow/releases/26.03.1.ts';
import {
  openGithubBehindProxy,
  type GithubBehindProxy,
} from '../../src/kubeflow/upstream/testing/github-behind-proxy.fixture.ts';
import { sourcesDirectory } from '../../src/kubeflow/upstream/testing/kubeflow-sources.fixture.ts';
import { hasTinyproxy } from '../../src/network/testing/tinyproxy.fixture.ts';
import { openCommandedProduct, type CommandedProduct } from './fixtures/commanded-product.fixture.ts';
import { kubectl } from './fixtures/kubectl.fixture.ts';

/* A machine that has nothing of Kubeflow, behind a company's proxy, and a cluster that MLAnywhere did not make. */
describe.skipIf(sourcesDirectory === undefined || !hasTinyproxy)('a fresh machine behind a forward proxy', () => {
  let directory: string;
  let github: GithubBehindProxy;
  let cluster: SandboxCluster;
  let product: CommandedProduct;
  let kubeconfig: string;
  const mla = (...words: string[]): Promise<Outcome> => product.mla(...words);

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'mla-fetched-'));
    github = await openGithubBehindProxy([kubeflow26_03_1, kubeflow26_03]);
    kubeconfig = join(directory, 'kubeconfig');
    cluster = await startSandboxCluster({ name: 'fetched-kubeflow', directory });
    await writeFile(kubeconfig, cluster.kubeconfig);
    product = await openCommandedProduct(directory, {
      environment: { ...github.environment, MLA_SANDBOX_BIN: process.env['MLA_SANDBOX_BIN'] },
      known: github.known,
    });
  });
  afterAll(async () => {
    await product.close();
    await cluster.stop();
    await github.close();
    await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  });

  test('fetches both known releases to their pinned objects, each file through the proxy', async () => {
    for (const { version, objects } of [kubeflow26_03, kubeflow26_03_1]) {
      const fetched = await mla('release', 'fetch', version, '--json');
      expect(fetched).toMatchObject({ exitCode: 0 });
      expect(JSON.parse(fetched.stdout)).toMatchObject({ state: 'succeeded', verified: true, objects: objects[0] });
    }
    expect(new Set(github.tunnels)).toEqual(new Set(['github.com:443', 'codeload.github.com:443']));
    const { stdout } = await mla('release', 'list');
    expect(stdout).toMatch(
      /kubeflow +26\.03\.1 +727 +23 +yes +kubeflow\/community-distribution f09f3eeaa25c, rendered with /,
    );
  });

  // What was fetched equals the pinned release, and whole-kubeflow.test.ts installs all of that.
  test('installs the light choice of the fetched Kubeflow on a cluster given by its kubeconfig, to the last workload', async () => {
    const added = await mla('connection', 'add', 'existing', 'theirs', '--kubeconfig', kubeconfig);
    expect(added).toMatchObject({ exitCode: 0 });
    const file = join(directory, 'fetched.yaml');
    const words = ['--platform', 'existing', '--connection', 'theirs', '--release', '26.03.1', '--components', 'light'];
    await writeFile(file, (await mla('create', 'fetched', ...words, '--dry-run', '-o', 'yaml')).stdout);
    const installed = await mla('apply', '-f', file, '--follow');
    expect(installed.stdout).toContain('Kubeflow is ready');
    expect(installed.exitCode).toBe(0);
    const deployments = await kubectl([
      '--kubeconfig',
      kubeconfig,
      'get',
      'deployments',
      '--all-namespaces',
      '-o',
      'jsonpath={range .items[*]}{.metadata.name} {.status.readyReplicas}/{.spec.replicas}{"\\n"}{end}',
    ]);
    const lines = deployments.trim().split('\n');
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter((line) => !/ (\d+)\/\1$/.test(line))).toEqual([]);
  });
});
