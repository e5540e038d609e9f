import { dirname, join, resolve } from 'node:path';
import type { PreflightReport } from '../api/contract.ts';
import { isError, MlaError } from '../errors/error.ts';
import type { Installation } from '../installation/installation.ts';
import { readClusterTraits } from '../kubernetes/cluster-kind/cluster-traits.ts';
import type { KubernetesClient } from '../kubernetes/client.ts';
import { createKubernetesClient } from '../kubernetes/create-client.ts';
import { readKubeconfig } from '../kubernetes/kubeconfig/kubeconfig.ts';
import { createOutbound } from '../network/outbound.ts';
import { makeReport } from '../preflight/report/make-report.ts';
import { runPreflight } from '../preflight/run-preflight.ts';
import { describeCluster } from './check-cluster.ts';
import { planKubeflow } from './plan-kubeflow.ts';
import { podProxyWish } from './pod-proxy/pod-proxy-wish.ts';
import { composeReleases } from './compose-parts.ts';
import { cacheDirectory, type Environment } from './data-directory.ts';

export interface KubeconfigCheck {
  /** Its text, and its path where it is a file: then it may name files beside it and run its login program, as with kubectl. */
  readonly kubeconfig: { readonly text: string; readonly path?: string };
  readonly context?: string | undefined;
  /** What would be installed; its cluster is not looked at. */
  readonly installation: Installation;
  /** Makes pods in a namespace of their own, and removes them. */
  readonly probe: boolean;
  readonly dataDirectory: string;
  readonly environment: Environment;
  readonly signal: AbortSignal;
}

/**
 * Preflight of a cluster by a kubeconfig alone: no server, no saved connection, and nothing is written, here or there.
 * Throws as the client does where the cluster does not answer or does not accept the login: then no check can look.
 */
export async function checkKubeconfig(given: KubeconfigCheck): Promise<PreflightReport> {
  const { kubeconfig, context, installation, probe, dataDirectory, environment, signal } = given;
  const { kubeflow } = installation.spec;
  if (kubeflow === null)
    throw new MlaError('installation.badFlags', {
      problems: 'preflight is for installing Kubeflow, and spec.kubeflow is null',
    });
  const outbound = createOutbound(environment);
  const releases = composeReleases({
    releasesDirectory: join(dataDirectory, 'releases'),
    cacheDirectory: cacheDirectory(environment),
    environment,
    outbound,
  });
  const release = await releases.load(kubeflow.release);
  const client = createKubernetesClient(
    await readKubeconfig(kubeconfig.text, {
      ...(context !== undefined && { context }),
      ...(kubeconfig.path === undefined
        ? { execAllowed: false }
        : { execAllowed: true, baseDirectory: dirname(resolve(kubeconfig.path)) }),
      outbound,
    }),
  );
  try {
    await requireAnswer(client, signal);
    const cluster = await readClusterTraits(client, { signal }).catch(() => undefined);
    signal.throwIfAborted();
    const plan = planKubeflow(
      installation.metadata.name,
      { ...kubeflow, proxy: podProxyWish(installation.spec) },
      { release, cluster },
    );
    const checks = await runPreflight({ client, plan, installation, signal, ...(probe && { probe: {} }) });
    return makeReport({
      madeAt: new Date().toISOString(),
      installation: installation.metadata.name,
      plan,
      cluster: await describeCluster(client, signal),
      checks,
    });
  } finally {
    await client.close();
  }
}

/** The version is open to each account, but for a cluster that closes it: the checks tell what else may not be read. */
async function requireAnswer(client: KubernetesClient, signal: AbortSignal): Promise<void> {
  await client.version({ signal }).catch((thrown: unknown) => {
    if (!isError(thrown, 'kubernetes.forbidden')) throw thrown;
  });
}
