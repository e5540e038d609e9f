import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import type { CheckResult } from '../../src/api/contract.ts';
import { toMlaError } from '../../src/errors/error.ts';
import { installationSchema, type Installation } from '../../src/installation/installation.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import type { Plan } from '../../src/kubeflow/plan/plan.ts';
import { releaseOf } from '../../src/kubeflow/testing/releases.fixture.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import { runPreflight } from '../../src/preflight/run-preflight.ts';
import { followInstall, installation as name } from '../install/fixtures/follow-install.fixture.ts';
import type { Case, Ending } from './case.fixture.ts';
import { clientAs, makeObjects, rulesIn } from './found-cluster.fixture.ts';
import { definitionCases } from './rows/definition-cases.ts';
import { limitCases } from './rows/limit-cases.ts';
import { ownerCases } from './rows/owner-cases.ts';
import { policyCases } from './rows/policy-cases.ts';
import { rightsCases } from './rows/rights-cases.ts';
import { terminatingCases } from './rows/terminating-cases.ts';
import { toolCases } from './rows/tool-cases.ts';
import { webhookCases } from './rows/webhook-cases.ts';
import { hangSignal, patience } from '../patience.fixture.ts';

const cases: readonly Case[] = [
  ...definitionCases,
  ...limitCases,
  ...ownerCases,
  ...policyCases,
  ...rightsCases,
  ...toolCases,
  ...webhookCases,
  ...terminatingCases,
];

function installationWith(takeOver: readonly string[]): Installation {
  const spec = { cluster: { platform: 'existing', connection: 'mine' }, kubeflow: { takeOver } };
  return installationSchema.parse({
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name },
    spec,
  });
}

let directory: string;
let cluster: SandboxCluster;
let administrator: KubernetesClient;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'mla-test-'));
  cluster = await startSandboxCluster({ name: 'cases', directory });
  administrator = createKubernetesClient(cluster.access);
});
afterAll(async () => {
  await administrator.close();
  await cluster.stop();
  await rm(directory, { recursive: true, force: true, maxRetries: 5 });
});

test('no two cases share a name', () => {
  expect(new Set(cases.map((one) => one.name)).size).toBe(cases.length);
});

describe('a cluster as it was found', () => {
  test.each(cases)('$name', async (row) => {
    const named = (text: string): string => text.replaceAll('$case', row.name);
    await makeObjects(administrator, named(row.before ?? ''));
    const over = new AbortController();
    const found = { client: administrator, name: row.name, signal: over.signal };
    await row.steps?.(found);
    const plan = makePlan({
      release: releaseOf(named(row.release), row.name),
      components: 'all',
      installation: { name },
      parameters: {},
    });
    const client =
      row.as === undefined
        ? administrator
        : await clientAs(administrator, cluster.access, {
            namespace: row.name,
            name: row.as,
            rules: rulesIn(named(row.before ?? '')),
          });
    const given = { client, plan, takeOver: row.takeOver ?? [row.name] };
    try {
      if (row.checks !== undefined) await expectChecks(row.checks, given);
      if (row.install !== undefined) await expectEnd(row.install, given);
    } finally {
      if (client !== administrator) await client.close();
      over.abort();
      await row.after?.(found);
    }
  });
});

interface Given {
  readonly client: KubernetesClient;
  readonly plan: Plan;
  readonly takeOver: readonly string[];
}

async function expectChecks(expected: NonNullable<Case['checks']>, { client, plan, takeOver }: Given): Promise<void> {
  const results = await runPreflight({
    client,
    plan,
    installation: installationWith(takeOver),
    signal: hangSignal(),
  });
  for (const [id, [outcome, words]] of Object.entries(expected)) {
    const found = results.find((result): result is CheckResult => result.id === id);
    expect(`${found?.outcome ?? 'no such check'}: ${found?.evidence ?? ''} ${found?.fix ?? ''}`).toMatch(
      new RegExp(`^${outcome}: .*(?:${words.source})`, `s${words.flags}`),
    );
  }
}

async function expectEnd(ending: Ending, { client, plan, takeOver }: Given): Promise<void> {
  const install = followInstall({ client, plan, takeOver, softLimits: { gate: 1, workload: 1 } });
  const tooLong = setTimeout(() => install.cancel(), patience.work);
  void install.result.catch(() => undefined).finally(() => clearTimeout(tooLong));
  if (ending.ends === 'waiting') {
    await install.until(() => ending.words.test(install.wait(ending.what)?.why ?? ''));
    install.cancel();
    await install.result.catch(() => undefined);
    return;
  }
  if (ending.ends === 'ready') {
    const result = await install.result;
    expect(result).toMatchObject({ applied: plan.objects.length });
    expect(JSON.stringify(result.changes)).toMatch(ending.changes ?? /^\[\]$/);
    return;
  }
  const error = await install.result.then(() => undefined, toMlaError);
  const text = error === undefined ? 'it ended well' : `${error.message} ${error.likelyCause} ${error.fix}`;
  expect(`${error?.code ?? ''} ${text}`).toMatch(new RegExp(`^${ending.code} .*(?:${ending.words.source})`, 's'));
  if (ending.never !== undefined) expect(text).not.toMatch(ending.never);
}
