import type { AccessWish } from '../../installation/access/access.ts';
import type { PatchWish } from '../../installation/patch-ids.ts';
import type { ClusterTraits } from '../../kubernetes/cluster-kind/cluster-traits.ts';
import type { LoginWish } from '../../installation/login/login.ts';
import type { GivenSecrets } from '../given-secrets.ts';
import { credentialPatches } from '../credentials/credential-patches.ts';
import type { Credentials } from '../credentials/credentials.ts';
import { userPatches } from '../credentials/user-patches.ts';
import type { ProxyWish } from '../pod-proxy/plan-pod-proxy.ts';
import type { Release } from '../release/release.ts';
import { knowledgeOf } from '../releases/knowledge-of.ts';
import { admissionsEnforcer } from './admissions-enforcer.ts';
import { clusterTokens } from './cluster-tokens.ts';
import { cniDirectories } from './cni-directories.ts';
import { fieldsOfOthers } from './fields-of-others.ts';
import type { KeptLogins } from '../users/kept-logins.ts';
import { registrationPatch, type Registration } from '../users/registration-patch.ts';
import { choosePatches, type ChosenPatch, type NamedPatch } from './named-patch.ts';
import type { ObjectPatch } from './object-patch.ts';
import { strandedNamespace } from './render-faults.ts';

/** What an installation decides for itself, and what its cluster needs. */
export interface PlanParameters {
  /** Replace the published secrets. Left out only where nothing is sent, for example to show a plan. */
  readonly credentials?: Credentials;
  /** The first user. */
  readonly user?: { readonly email: string };
  /** Other users and connectors that the cluster's Dex has. */
  readonly keptLogins?: KeptLogins | undefined;
  /** Whether people may make a profile themselves; as the release has it where left out. */
  readonly registration?: Registration | undefined;
  /** What was read of the cluster; left out where it cannot be asked yet. */
  readonly cluster?: ClusterTraits | undefined;
  /** Which named patches the installation switches itself. */
  readonly patches?: PatchWish | undefined;
  /** How Kubeflow is reached; from inside where left out. */
  readonly access?: AccessWish | undefined;
  /** External login services. */
  readonly login?: LoginWish | undefined;
  /** The proxy of pods. */
  readonly proxy?: ProxyWish | undefined;
  /** Secret values that access and login need. Left out where nothing is sent. */
  readonly givenSecrets?: GivenSecrets | undefined;
}

/** What clusters and other programs need of any release. The release's own follow them. */
const everyRelease: readonly NamedPatch[] = [cniDirectories, admissionsEnforcer, clusterTokens, ...fieldsOfOthers];

/** Everything that is sent differently from the bundle, and what of it can be switched. */
export function installationPatches(
  release: Release,
  { credentials, user, keptLogins, registration, cluster, patches }: PlanParameters,
): { readonly patches: readonly ObjectPatch[]; readonly chosen: readonly ChosenPatch[] } {
  const chosen = choosePatches([...everyRelease, ...knowledgeOf(release).patches], { cluster, wish: patches });
  return {
    chosen,
    patches: [
      strandedNamespace(release),
      ...chosen.flatMap(({ on, changes }) => (on ? changes : [])),
      ...(credentials === undefined ? [] : credentialPatches(credentials)),
      ...(user === undefined ? [] : userPatches(user, keptLogins)),
      ...(registration === undefined ? [] : [registrationPatch(registration)]),
    ],
  };
}
