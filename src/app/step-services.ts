import { randomBytes } from 'node:crypto';
import { MlaError } from '../errors/error.ts';
import type { Installation } from '../installation/installation.ts';
import { isComplete } from '../kubeflow/credentials/credentials.ts';
import { settleCredentials } from '../kubeflow/credentials/settle-credentials.ts';
import { sha256 } from '../kubeflow/release/canonical-json.ts';
import type { PlanParameters } from '../kubeflow/patches/installation-patches.ts';
import type { Plan } from '../kubeflow/plan/plan.ts';
import type { ReleaseLibrary } from '../kubeflow/release/release-library.ts';
import { podProxyOf } from '../kubeflow/pod-proxy/plan-pod-proxy.ts';
import { readKeptLogins } from '../kubeflow/users/kept-logins.ts';
import type { ReleaseFetches } from '../kubeflow/upstream/release-fetches.ts';
import { readNetworks } from '../kubernetes/cluster-kind/read-networks.ts';
import { readClusterTraits, type ClusterTraits } from '../kubernetes/cluster-kind/cluster-traits.ts';
import { refusalOf } from '../kubernetes/cluster-kind/refuse-kind.ts';
import { readKubeconfig, type ReadKubeconfigOptions } from '../kubernetes/kubeconfig/kubeconfig.ts';
import type { Outbound } from '../network/outbound.ts';
import { createKubernetesClient } from '../kubernetes/create-client.ts';
import { keyText } from '../kubernetes/objects/object.ts';
import { waysOf } from '../platforms/connection-proxy.ts';
import type { Platform } from '../platforms/platform.ts';
import { runPreflight } from '../preflight/run-preflight.ts';
import { settlePassword } from '../runs/credentials/first-password.ts';
import type { InstallationStore } from '../runs/store/installation-store.ts';
import { createNodeServices } from '../runs/steps/node-proxy/node-services.ts';
import { connectionOf, type OpenCluster } from '../runs/steps/services.ts';
import type { stepsFor } from '../runs/steps/steps.ts';
import { getRelease } from './releases/look-up-release.ts';
import { planKubeflow } from './plan-kubeflow.ts';
import { podProxyWish } from './pod-proxy/pod-proxy-wish.ts';
import { createCredentialKeeper } from './keep-credentials.ts';

/** What the steps of a run work with, and what is asked for apart from a run. */
export type ComposedServices = Parameters<typeof stepsFor>[2];

export interface StepServiceParts {
  readonly platforms: readonly Platform[];
  readonly releases: ReleaseLibrary;
  readonly installations: InstallationStore;
  readonly fetches: Pick<ReleaseFetches, 'start' | 'follow'>;
  /** By which clusters are reached. */
  readonly outbound: Outbound;
}

/** The rooms as the steps of a run see them. */
export function composeStepServices({
  platforms,
  releases,
  installations,
  fetches,
  outbound,
}: StepServiceParts): ComposedServices {
  const plan = async (
    { metadata, spec }: Installation,
    parameters: Pick<PlanParameters, 'credentials' | 'cluster' | 'givenSecrets' | 'keptLogins'>,
  ): Promise<Plan> => {
    if (spec.kubeflow === null)
      throw new MlaError('general.unforeseen', { reason: 'an installation without Kubeflow has no plan' });
    const release = await releases.load(spec.kubeflow.release);
    return planKubeflow(metadata.name, { ...spec.kubeflow, proxy: podProxyWish(spec) }, { release, ...parameters });
  };
  // The steps of a run ask for the same plan one after the other; it is kept as long as someone holds it.
  let latest: { readonly key: string; readonly plan: WeakRef<Plan> } | undefined;
  const planOnce = async (installation: Installation, on?: OpenCluster): Promise<Plan> => {
    const cluster = on === undefined ? undefined : await readClusterTraits(on.client, { signal: on.signal });
    const refusal = cluster === undefined ? undefined : refusalOf(cluster.kind);
    if (refusal !== undefined) throw refusal;
    const givenSecrets = await installations.loadGivenSecrets(installation.metadata.name);
    const values = Object.entries(givenSecrets).map(([name, secret]) => [name, sha256(secret.reveal())]);
    const keptLogins = on && (await readKeptLogins(on.client, { signal: on.signal }));
    const { metadata, spec } = installation;
    const credentials = await keeper.keep(installation);
    // The one credential that changes without a run.
    const password = sha256(credentials.userPasswordHash.reveal());
    const key = JSON.stringify([metadata.name, spec.kubeflow, spec.proxy, cluster, values, keptLogins, password]);
    const known = latest?.key === key ? latest.plan.deref() : undefined;
    if (known !== undefined) return known;
    const made = await plan(installation, { credentials, cluster, givenSecrets, keptLogins });
    latest = { key, plan: new WeakRef(made) };
    return made;
  };
  const keeper = createCredentialKeeper(installations);
  return {
    platform: (id) => {
      const platform = platforms.find((candidate) => candidate.id === id);
      if (platform === undefined) throw new MlaError('server.platformUnavailable', { platform: id });
      return platform;
    },
    loadConnection: (name) => installations.loadConnection(name),
    saveKubeconfig: (name, kubeconfig) => installations.saveKubeconfig(name, kubeconfig),
    loadKubeconfig: (name) => installations.loadKubeconfig(name),
    openCluster: async (installation, kubeconfig, writeGuard) =>
      createKubernetesClient(
        await readKubeconfig(
          kubeconfig.reveal(),
          await optionsOfKubeconfig(installation, { platforms, installations, outbound }),
        ),
        { writeGuard },
      ),
    outbound,
    getRelease: (release, options) => getRelease(release, { releases, fetches, ...options }),
    loadRelease: (release) => releases.load(release),
    planFor: planOnce,
    planBefore: async (name) => {
      const installed = await installations.findInstalled(name);
      // A release that is no longer here tells nothing.
      return installed && planOnce(installed).catch(() => undefined);
    },
    plannedNow: async (name) => {
      const installed = await installations.findInstalled(name);
      if (installed === undefined) throw new MlaError('run.nothingYet', { installation: name, what: 'Kubeflow' });
      return new Set((await planOnce(installed)).objects.map(({ key }) => keyText(key)));
    },
    plansAttempted: async ({ metadata: { name }, spec: { kubeflow, proxy } }) => {
      const now = JSON.stringify([kubeflow, proxy]);
      const attempted = new Map(
        (await installations.findAttempted(name)).map((one) => [
          JSON.stringify([one.spec.kubeflow, one.spec.proxy]),
          one,
        ]),
      );
      attempted.delete(now);
      const plans = await Promise.all([...attempted.values()].map((one) => planOnce(one).catch(() => undefined)));
      return plans.filter((one) => one !== undefined);
    },
    podProxyFor: async ({ spec }, { client, signal }) =>
      spec.kubeflow === null || spec.proxy === undefined
        ? undefined
        : podProxyOf(podProxyWish(spec), {
            release: await releases.load(spec.kubeflow.release),
            networks: await readNetworks(client, { signal }),
          }),
    sketchPlan: async (installation, on) => plan(installation, { cluster: on && (await lookAt(on)) }),
    settleCredentials: async ({ client, installation, signal }) => {
      const {
        metadata: { name },
      } = installation;
      if (isComplete(await keeper.find(name))) await settlePassword({ installations, cluster: client }, name, signal);
      const stored = await keeper.find(name);
      const known = isComplete(stored)
        ? await planOnce(installation, { client, signal })
        : await plan(installation, {});
      const { credentials, readBack } = await settleCredentials({
        client,
        plan: known,
        installation: name,
        stored,
        random: randomBytes,
        signal,
      });
      if (credentials !== stored) {
        await keeper.save(installation, credentials);
        latest = undefined;
      }
      return { readBack, passwordKnown: credentials.userPassword !== undefined };
    },
    upgradeSettings: (name) => installations.upgradeSettings(name),
    loginOf: async ({ metadata: { name }, spec }) => {
      const email = spec.kubeflow?.user.email ?? '';
      const { userPassword: password } = await keeper.find(name);
      if (password === undefined) throw new MlaError('run.passwordUnknown', { email, installation: name });
      return { email, password };
    },
    runPreflight: async (options) =>
      runPreflight({
        ...options,
        knownCredentials: await keeper.namesOf(options.installation),
        givenSecrets: await installations.loadGivenSecrets(options.installation.metadata.name),
      }),
    forgetCluster: (name, options) => {
      latest = undefined;
      return installations.forgetCluster(name, options);
    },
    findHandle: (name) => installations.findHandle(name),
    mayClusterBeUnrecorded: (name) => installations.mayClusterBeUnrecorded(name),
    ownerMark: (name) => installations.keepOwnerMark(name),
    nodes: createNodeServices(installations),
    now: () => new Date(),
  };
}

/** Undefined where the cluster cannot be asked: the checks tell that. */
async function lookAt({ client, signal }: OpenCluster): Promise<ClusterTraits | undefined> {
  return readClusterTraits(client, { signal }).catch(() => {
    signal.throwIfAborted();
    return undefined;
  });
}

/** The owner's own kubeconfig, given by path, may run its login program and names files beside it; any other text may not. */
async function optionsOfKubeconfig(
  installation: Installation,
  { platforms, installations, outbound }: Pick<StepServiceParts, 'platforms' | 'installations' | 'outbound'>,
): Promise<ReadKubeconfigOptions> {
  const platform = platforms.find(({ id }) => id === installation.spec.cluster.platform);
  const connection = await connectionOf(installation, installations);
  if (connection === undefined) return { execAllowed: false, outbound };
  const rights = platform?.kubeconfigRights?.(connection.input);
  return { execAllowed: false, ...rights, outbound: waysOf(connection.input, outbound) };
}
