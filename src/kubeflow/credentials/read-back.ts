import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { Secret } from '../../secret.ts';
import type { Plan, PlannedObject } from '../plan/plan.ts';
import { credentialPlaces, isAt } from './credential-places.ts';
import type { CredentialName, SomeCredentials } from './credentials.ts';
import { installationLabel, hashAnnotation } from '../plan/marks.ts';

/** What the Secrets of a cluster say. */
export interface ReadBack {
  /** Values that were not written from this plan, and so may differ from it. */
  readonly values: SomeCredentials;
  /** `namespace/name` of the Secrets that are there, whoever wrote them. */
  readonly secrets: ReadonlySet<string>;
  /** Those that `values` come from. */
  readonly from: readonly string[];
}

type SecretObject = KubernetesObject & { data?: Record<string, string> };

/**
 * Reads the installation's credentials back from the Secrets of a plan that
 * the cluster has. A Secret that still has what this plan sends is not read: a
 * value that somebody changed in it since is drift, not a credential to keep.
 */
export async function readBackCredentials({
  client,
  plan,
  installation,
  signal,
}: {
  client: KubernetesClient;
  plan: Plan;
  installation: string;
  signal: AbortSignal;
}): Promise<ReadBack> {
  const planned = plan.objects.flatMap((object) => {
    const place = credentialPlaces.find((one) => isAt(one, object.key));
    return place === undefined ? [] : [{ object, place }];
  });
  const found = await Promise.all(
    planned.map(({ object: { type, key } }) => client.get<SecretObject>(type, key, { signal })),
  );
  const values: Partial<Record<CredentialName, Secret>> = {};
  const secrets = new Set<string>();
  const from: string[] = [];
  planned.forEach(({ object, place }, position) => {
    const secret = found[position];
    if (secret === undefined) return;
    const name = secretName(object);
    secrets.add(name);
    if (
      secret.metadata.labels?.[installationLabel] === installation &&
      secret.metadata.annotations?.[hashAnnotation] === object.hash
    )
      return;
    from.push(name);
    for (const [field, credential] of Object.entries(place.values)) {
      const value = Buffer.from(secret.data?.[field] ?? '', 'base64').toString();
      if (value !== '') values[credential] ??= new Secret(value);
    }
  });
  return { values, secrets, from };
}

/** A Secret of a plan as people write it. */
export function secretName({ key }: PlannedObject): string {
  return `${key.namespace ?? ''}/${key.name}`;
}
