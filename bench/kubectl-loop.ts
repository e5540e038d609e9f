import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findControlPlaneBinary } from '../sandbox/binary.ts';
import type { Release } from '../src/kubeflow/release/release.ts';

/** Seconds between two passes, as Kubeflow's README has it. */
const pauseSeconds = 20;
/** A loop that is not done by then never is. */
const mostPasses = 12;

/** Kinds in the order that kustomize's legacy sort puts first and last; the rest keeps its place between. Source: kustomize, legacy sort order. */
const first = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'MutatingWebhookConfiguration',
  'ServiceAccount',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Service',
  'LimitRange',
  'PriorityClass',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
];
const last = ['ValidatingWebhookConfiguration'];

/** The documented install, `while ! kubectl apply --server-side --force-conflicts -f all.yaml; do sleep 20; done`, until it succeeds. */
export async function timeKubectlLoop(
  release: Release,
  kubeconfig: string,
): Promise<{ seconds: number; passes: { seconds: number; exitCode: number }[] }> {
  const directory = await mkdtemp(join(tmpdir(), 'mla-bench-kubectl-'));
  try {
    const file = join(directory, 'all.yaml');
    await writeFile(file, sortedLikeKustomize(release).join('\n---\n'));
    const binary = await findControlPlaneBinary({});
    const { file: kubectl, leading } = binary.command('kubectl');
    const words = [
      ...leading,
      '--kubeconfig',
      kubeconfig,
      '--cache-dir',
      join(directory, 'cache'),
      'apply',
      '--server-side',
      '--force-conflicts',
      '-f',
      file,
    ];
    const passes: { seconds: number; exitCode: number }[] = [];
    const started = performance.now();
    while (passes.length < mostPasses) {
      const passStarted = performance.now();
      const exitCode = await run(kubectl, words);
      passes.push({ seconds: (performance.now() - passStarted) / 1000, exitCode });
      if (exitCode === 0) return { seconds: (performance.now() - started) / 1000, passes };
      await new Promise((resolve) => setTimeout(resolve, pauseSeconds * 1000));
    }
    throw new Error(`kubectl was not done after ${mostPasses} passes`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function sortedLikeKustomize(release: Release): string[] {
  const place = (kind: string): number =>
    first.includes(kind) ? first.indexOf(kind) : last.includes(kind) ? first.length + 1 : first.length;
  return release.objects
    .toSorted((one, other) => place(one.key.kind) - place(other.key.kind))
    .map((object) => object.json);
}

function run(file: string, words: readonly string[]): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, words, { stdio: 'ignore' });
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
