import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import { MlaError } from '../../errors/error.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { Plan } from '../plan/plan.ts';
import { credentialPlaces, isAt } from './credential-places.ts';
import {
  completeCredentials,
  isComplete,
  type CredentialName,
  type Credentials,
  type RandomBytes,
  type SomeCredentials,
} from './credentials.ts';
import { findLockedDatabases, sayLocked } from './locked-databases.ts';
import { readBackCredentials, secretName } from './read-back.ts';

export interface Settled {
  readonly credentials: Credentials;
  /** Secrets of the cluster whose values were taken, as `namespace/name`. */
  readonly readBack: readonly string[];
}

/**
 * The credentials to install with: values of the cluster win over stored ones, and stored ones over new ones, so that
 * databases and running programs keep the password they know. `plan` is
 * made with what is stored. Throws `kubeflow.passwordsLost` where data is there and
 * its password is not.
 */
export async function settleCredentials(given: {
  client: KubernetesClient;
  plan: Plan;
  installation: string;
  stored: SomeCredentials;
  random: RandomBytes;
  signal: AbortSignal;
}): Promise<Settled> {
  const { client, plan, installation, stored, random, signal } = given;
  const { values, secrets, from } = await readBackCredentials({ client, plan, installation, signal });
  const locked = findLockedDatabases({
    plan,
    claims: await client.listMetadata(builtInTypes.claim, { signal }),
    secrets,
    known: new Set(Object.keys(stored) as CredentialName[]),
  });
  if (locked.length > 0) throw new MlaError('kubeflow.passwordsLost', sayLocked(locked));
  const kept = forgetLostHash(stored, { plan, secrets });
  const isSettled = from.length === 0 && isComplete(kept);
  return { credentials: isSettled ? kept : await completeCredentials({ ...kept, ...values }, random), readBack: from };
}

/** Drops a hash whose password nobody knows and that the cluster no longer has: a new password is then generated. */
function forgetLostHash(
  stored: SomeCredentials,
  { plan, secrets }: { plan: Plan; secrets: ReadonlySet<string> },
): SomeCredentials {
  const isLost = plan.objects.some(
    (object) =>
      credentialPlaces.some(
        (place) => isAt(place, object.key) && Object.values(place.values).includes('userPasswordHash'),
      ) && !secrets.has(secretName(object)),
  );
  if (stored.userPassword !== undefined || !isLost) return stored;
  const { userPasswordHash: _, ...rest } = stored;
  return rest;
}
