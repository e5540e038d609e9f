import type { AccessWish } from '../../installation/access/access.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import type { ObjectPatch } from '../patches/object-patch.ts';
import { addressOf, isSecure, plainHttp, readAccess, type Access } from './access.ts';
import { accessPatches } from './access-patches.ts';
import { certificateObjects, type AccessSecrets } from './certificate-objects.ts';
import { entranceObjects } from './entrance-objects.ts';

/** What an access changes in a release. */
export interface AccessPlan {
  readonly patches: readonly ObjectPatch[];
  /** Objects that no release has. */
  readonly objects: readonly KubernetesObject[];
  /** What the user should know. */
  readonly notes: readonly string[];
}

/** Undefined where the release stays as it is. `secrets` is left out where nothing is sent. Throws `expose.secretMissing` and `expose.solverUnreadable`. */
export function planAccess(wish: AccessWish | undefined, secrets: AccessSecrets | undefined): AccessPlan | undefined {
  const access = wish === undefined ? undefined : readAccess(wish);
  if (access === undefined) return undefined;
  return {
    patches: accessPatches(access),
    objects: [...certificateObjects(access, secrets), ...entranceObjects(access)],
    notes: notesOn(access),
  };
}

function notesOn(access: Access): string[] {
  const address = addressOf(access);
  return [
    ...(address === undefined ? [] : [`Kubeflow is reached at ${address}.`]),
    ...(isSecure(access) ? [] : [plainHttp]),
  ];
}
