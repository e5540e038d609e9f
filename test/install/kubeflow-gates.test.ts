import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startSandboxCluster, type SandboxCluster } from '../../sandbox/cluster.ts';
import { keyText } from '../../src/kubernetes/objects/object.ts';
import { createKubernetesClient } from '../../src/kubernetes/create-client.ts';
import { generateCredentials } from '../../src/kubeflow/credentials/credentials.ts';
import { isWorkload } from '../../src/kubeflow/install/readiness-tracker.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import type { Gate, Plan, PlannedObject } from '../../src/kubeflow/plan/plan.ts';
import { kubeflowVersions, loadTestRelease } from '../../src/kubeflow/testing/releases.fixture.ts';
import { eachOnce, readWrites } from './fixtures/audit-log.fixture.ts';
import { followInstall, installation } from './fixtures/follow-install.fixture.ts';
import { wholeInstall } from './fixtures/whole-install.fixture.ts';

const version = '26.03.1';
const isHere = kubeflowVersions.includes(version);
/** One whole install for each gate takes about twenty minutes: only on demand. All openers slowed together, in whole-kubeflow-on-aks.test.ts, is always shown. */
const wanted = process.env['MLA_TEST_EVERY_GATE'] !== undefined;

const delayMs = 3000;

/** What holds a gate back: the last of the things that have to happen before it opens. */
interface Opener {
  readonly gate: string;
  readonly what: string;
  readonly slow: (cluster: SandboxCluster) => void;
}

async function planKubeflow(): Promise<Plan> {
  const parameters = { credentials: await generateCredentials(randomBytes), user: { email: 'someone@example.com' } };
  return makePlan({
    release: await loadTestRelease(version),
    components: 'all',
    installation: { name: installation },
    parameters,
  });
}

function openerOf(gate: Gate, plan: Plan): Opener {
  const openers = gate.openers.flatMap((position) => plan.objects[position] ?? []);
  const found = slowDefinition(openers) ?? slowCertificate(gate, openers) ?? slowProfile(gate) ?? slowProgram(openers);
  if (found === undefined) throw new Error(`no way to slow what opens ${gate.id}`);
  return { gate: gate.id, ...found };
}

function slowDefinition(openers: readonly PlannedObject[]): Omit<Opener, 'gate'> | undefined {
  const definition = openers.find(({ key }) => key.kind === 'CustomResourceDefinition');
  if (definition === undefined) return undefined;
  const pathPattern = `/customresourcedefinitions/${definition.key.name}[?]`;
  return {
    what: keyText(definition.key),
    slow: ({ faults }) => faults.set([{ fault: { kind: 'latency', delayMs }, methods: ['PATCH'], pathPattern }]),
  };
}

function slowCertificate(gate: Gate, openers: readonly PlannedObject[]): Omit<Opener, 'gate'> | undefined {
  const certificate = openers.find(({ key }) => key.kind === 'Certificate');
  if (gate.kind !== 'secret-present' || certificate === undefined) return undefined;
  const only = `${certificate.key.namespace ?? ''}/${certificate.key.name}`;
  return {
    what: keyText(certificate.key),
    slow: ({ switches }) => switches.setController('cert-manager-certificates', { delayMs, only }),
  };
}

function slowProfile(gate: Gate): Omit<Opener, 'gate'> | undefined {
  return gate.kind === 'namespace-active'
    ? { what: 'the profile controller', slow: ({ switches }) => switches.setController('profiles', { delayMs }) }
    : undefined;
}

function slowProgram(openers: readonly PlannedObject[]): Omit<Opener, 'gate'> | undefined {
  const program = openers.find(isWorkload);
  if (program === undefined) return undefined;
  return {
    what: keyText(program.key),
    slow: ({ switches }) =>
      switches.setWorkload(`${program.key.namespace ?? ''}/${program.key.name}`, { startDelayMs: delayMs }),
  };
}

describe.skipIf(!isHere || !wanted)(
  `a whole install of Kubeflow ${version} with what opens one gate slow: nothing is rejected, each object is sent once:`,
  async () => {
    const plan = isHere && wanted ? await planKubeflow() : undefined;
    const openers = plan?.gates.map((gate) => ({ plan, ...openerOf(gate, plan) })) ?? [];

    test.for(openers.map((opener) => [`${opener.what}, for ${opener.gate}`, opener] as const))(
      '%s',
      async ([, { plan, gate, slow }]) => {
        const directory = await mkdtemp(join(tmpdir(), 'mla-test-'));
        const cluster = await startSandboxCluster({ name: 'kubeflow-gates', directory });
        const client = createKubernetesClient(cluster.accessThroughFaults);
        try {
          slow(cluster);
          const install = followInstall({ client, plan });
          expect(await install.result).toMatchObject(wholeInstall);
          const { sent, rejected } = await readWrites(cluster.auditLog);
          expect(rejected).toEqual([]);
          expect(sent).toEqual(eachOnce(plan));
          expect(install.news.filter((one) => one.type === 'gate-opened' && one.gate === gate)).toHaveLength(1);
        } finally {
          await client.close();
          await cluster.stop();
          await rm(directory, { recursive: true, force: true, maxRetries: 5 });
        }
      },
    );
  },
);
