import { credentialPatches } from '../credentials/credential-patches.ts';
import type { Credentials } from '../credentials/credentials.ts';
import { userPatches } from '../credentials/user-patches.ts';
import type { Release } from '../release/release.ts';
import { fieldsOfOthers } from './fields-of-others.ts';
import type { ObjectPatch } from './object-patch.ts';
import { renderFaultPatches } from './render-faults.ts';

/** What an installation decides for itself. */
export interface PlanParameters {
  /** Replace the published secrets. Left out only where nothing is sent, for example to show a plan. */
  readonly credentials?: Credentials;
  /** The first user. */
  readonly user?: { readonly email: string };
}

/** Everything that is sent differently from the bundle. */
export function installationPatches(release: Release, parameters: PlanParameters): ObjectPatch[] {
  const { credentials, user } = parameters;
  return [
    ...renderFaultPatches(release),
    ...fieldsOfOthers,
    ...(credentials === undefined ? [] : credentialPatches(credentials)),
    ...(user === undefined ? [] : userPatches(user)),
  ];
}
