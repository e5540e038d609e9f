import { setTimeout as sleep } from 'node:timers/promises';
import { MlaError } from '../../src/errors/error.ts';
import type { Installation } from '../../src/installation/installation.ts';
import { makePlan } from '../../src/kubeflow/plan/make-plan.ts';
import type { Plan } from '../../src/kubeflow/plan/plan.ts';
import { loadPracticeRelease } from '../../src/kubeflow/practice/practice-release.ts';
import type { RunKind } from '../../src/api/run.ts';
import type { Step, StepContext } from '../../src/runs/step.ts';
import { Secret } from '../../src/secret.ts';
import type { Stored } from '../../src/server/compose.ts';

/** What a test can do to runs while they run. */
export interface RunControls {
  /** Milliseconds between two news. */
  pace: number;
  /** Name of the step that fails, for as long as it is set. */
  failAt: string | undefined;
  /** Name of the step that waits before its end, for as long as it is set. */
  holdAt: string | undefined;
  /** Name of the step at whose end there is no room on the disk, for as long as it is set. */
  noRoomAt: string | undefined;
  /** Lines of text that the first step tells besides. */
  extraLines: number;
}

/**
 * Steps that tell what a real run tells, of the practice release's own plan,
 * without a cluster behind them: for tests of the pages, which must reach every
 * state of a run at will. The way on a real cluster is tested in whole-way.browser.test.ts.
 */
export function rehearsedSteps(
  controls: RunControls,
  { installations }: Stored,
): (kind: RunKind, installation: Installation) => readonly Step[] {
  const step = (
    name: string,
    phase: Step['phase'],
    title: string,
    run: (context: StepContext) => Promise<Record<string, unknown>>,
  ): Step => ({
    name,
    phase,
    title,
    input: ({ installation }) => installation,
    run: async (context) => {
      const output = await run(context);
      if (controls.noRoomAt === name) await rest(context, () => controls.noRoomAt === name);
      while (controls.holdAt === name) await sleep(20, undefined, { signal: context.signal });
      if (controls.failAt === name)
        throw new MlaError('MLA-GENERAL-001', { reason: `the rehearsal was told to fail at ${name}` });
      return output;
    },
  });
  const pause = ({ signal }: StepContext) => sleep(controls.pace, undefined, { signal });

  const connect = step('connect', 'connect', 'Connect', async (context) => {
    for (let line = 1; line <= controls.extraLines; line += 1) {
      context.tell({ type: 'log', severity: 'debug', message: `line ${line} of <b>many</b>`, data: {} });
      if (line % 1000 === 0) await sleep(1);
    }
    for (const layer of ['name', 'tcp', 'tls', 'login']) {
      await pause(context);
      context.tell({
        type: 'connection.layer',
        severity: 'info',
        message: `${layer}: works`,
        data: { layer, ok: true },
      });
    }
    return { detail: 'logged in as admin' };
  });
  const cluster = step('create-cluster', 'cluster', 'Create the cluster', async (context) => {
    const { installation, tell } = context;
    const { name } = installation.metadata;
    const type = (await installations.findHandle(name)) === undefined ? 'cluster.requested' : 'cluster.found';
    tell({
      type,
      severity: 'info',
      message:
        type === 'cluster.found'
          ? `The cluster ${name} was there already`
          : `The platform has accepted the cluster ${name}`,
      data: { nodes: 4 },
    });
    for (let node = 1; node <= 4; node += 1) {
      await pause(context);
      tell({
        type: 'cluster.node',
        severity: 'info',
        message: `Node ${name}-${node}: Running`,
        data: { node: `${name}-${node}`, phase: 'Running' },
      });
    }
    await installations.saveKubeconfig(name, new Secret(kubeconfigOf(name)));
    tell({
      type: 'kubeconfig.stored',
      severity: 'info',
      message: 'The kubeconfig can be downloaded from now on.',
      data: {},
    });
    tell({
      type: 'cluster.ready',
      severity: 'info',
      message: 'Kubernetes v1.36.3, 4 nodes',
      data: { version: 'v1.36.3', nodes: 4 },
    });
    return {
      handle: { platform: installation.spec.cluster.platform, id: `id-of-${name}`, name },
      detail: 'Kubernetes v1.36.3, 4 nodes',
    };
  });
  const install = step('install', 'install', 'Install Kubeflow', async (context) => {
    const { installation } = context;
    const email = installation.spec.kubeflow?.user.email ?? '';
    await installations.keepCredentials(installation.metadata.name, () => ({
      email,
      password: new Secret('generated-for-the-rehearsal'),
    }));
    const release = await loadPracticeRelease();
    await tellInstall(
      makePlan({ release, components: 'all', installation: installation.metadata, parameters: {} }),
      context,
      () => pause(context),
    );
    return { detail: 'everything is ready' };
  });
  const remove = step('delete', 'delete', 'Delete the cluster', async (context) => {
    await pause(context);
    context.tell({ type: 'cluster.deleted', severity: 'info', message: 'The cluster is gone.', data: {} });
    return {};
  });
  return (kind, { spec }) =>
    kind === 'delete' ? [connect, remove] : spec.kubeflow === null ? [connect, cluster] : [connect, cluster, install];
}

/** Says what the journal says of a full disk, and when there is room again. */
async function rest({ tell, signal }: StepContext, isFull: () => boolean): Promise<void> {
  const { code, message, fix } = new MlaError('MLA-RUN-013', { directory: '/var/lib/mlanywhere' });
  tell({ type: 'run.paused', severity: 'warning', code, message: `${message} ${fix}` });
  while (isFull()) await sleep(20, undefined, { signal });
  tell({ type: 'run.continued', severity: 'info', message: 'There is room on the disk again: the run goes on.' });
}

/** The events of an install, in the plan's own order. */
async function tellInstall(plan: Plan, { tell }: StepContext, pause: () => Promise<void>): Promise<void> {
  const components = plan.components.map(({ name, title, objects, workloads }) => ({
    name,
    title,
    objects,
    workloads,
  }));
  tell({
    type: 'plan.made',
    severity: 'info',
    phase: 'plan',
    message: `${plan.objects.length} objects of ${components.length} components`,
    data: { release: plan.release, objects: plan.objects.length, workloads: plan.totals.workloads, components },
  });
  const opened = new Set<string>();
  for (const { key, component, gates, type } of plan.objects) {
    for (const gate of gates.filter((id) => !opened.has(id))) {
      opened.add(gate);
      const wait = {
        what: gate,
        component,
        since: new Date().toISOString(),
        why: 'its Deployment has no ready pod yet: ContainerCreating',
        severity: 'info',
      };
      const later = components
        .filter(({ name }) => name !== component)
        .slice(-1)
        .map(({ name }) => ({
          what: gate,
          component: name,
          since: wait.since,
          why: '3 objects to come after this.',
          severity: 'info',
          later: true,
        }));
      tell({
        type: 'wait.changed',
        severity: 'debug',
        component,
        message: `Waiting for ${gate}`,
        data: { waits: [wait, ...later] },
      });
      await pause();
      tell({
        type: 'gate.opened',
        severity: 'debug',
        component,
        message: `Gate ${gate} is open`,
        data: { gate, seconds: 0.4 },
      });
    }
    const object = `${key.kind} ${key.namespace === undefined ? '' : `${key.namespace}/`}${key.name}`;
    tell({ type: 'object.applied', severity: 'debug', component, message: `Applied ${object}`, data: { object } });
    if (type.kind !== 'Deployment' && type.kind !== 'StatefulSet') continue;
    await pause();
    tell({
      type: 'workload.ready',
      severity: 'info',
      component,
      message: `${object} is ready`,
      data: { workload: object },
    });
  }
  tell({ type: 'wait.changed', severity: 'debug', message: 'Nothing is waited for', data: { waits: [] } });
  for (const { name, title } of components)
    tell({ type: 'component.ready', severity: 'info', component: name, message: `${title} is ready`, data: {} });
}

function kubeconfigOf(name: string): string {
  return `apiVersion: v1\nkind: Config\nclusters:\n  - name: ${name}\n    cluster: { server: 'https://127.0.0.1:6443' }\ncontexts: []\nusers: []\n`;
}
