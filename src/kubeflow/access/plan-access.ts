import type { AccessWish } from '../../installation/access/access.ts';
import type { GivenSecrets } from '../given-secrets.ts';
import type { Addition } from '../plan/additions/additions.ts';
import { addressOf, entrance, isSecure, plainHttp, readAccess, type Access } from './access.ts';
import { accessPatches } from './access-patches.ts';
import { certificateObjects } from './certificate-objects.ts';
import { entranceObjects } from './entrance-objects.ts';

/** What an access changes in a release. Undefined where the release stays as it is. `secrets` is left out where nothing is sent. Throws `expose.secretMissing` and `expose.solverUnreadable`. */
export function planAccess(wish: AccessWish | undefined, secrets: GivenSecrets | undefined): Addition | undefined {
  const access = wish === undefined ? undefined : readAccess(wish);
  if (access === undefined) return undefined;
  return {
    patches: accessPatches(access),
    objects: [...certificateObjects(access, secrets), ...entranceObjects(access)],
    component: entrance.component,
    why: 'The installation says how Kubeflow is reached.',
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
