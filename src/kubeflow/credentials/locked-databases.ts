import type { KubernetesObject, ObjectMetadata } from '../../kubernetes/objects/object.ts';
import type { Plan } from '../plan/plan.ts';
import { neededBy, podTemplateOf } from '../plan/requirements/pod-template.ts';
import { credentialPlaces, isAt } from './credential-places.ts';
import type { CredentialName } from './credentials.ts';

/** A claim whose data needs a password that is no longer in the cluster. */
export interface LockedDatabase {
  readonly namespace: string;
  readonly claim: string;
  readonly secret: string;
  /** Fields of the Secret that hold the password. */
  readonly fields: readonly string[];
}

/**
 * Claims that an earlier installation left, while the Secret that opens the
 * data in them is gone and its password is not stored either. What belongs
 * together is computed: a workload that mounts the claim and reads the Secret.
 */
export function findLockedDatabases(given: {
  plan: Plan;
  claims: readonly ObjectMetadata[];
  secrets: ReadonlySet<string>;
  known: ReadonlySet<CredentialName>;
}): LockedDatabase[] {
  const { plan, claims, secrets, known } = given;
  return plan.objects
    .filter(({ key }) => key.kind === 'Deployment' || key.kind === 'StatefulSet')
    .flatMap((workload) => {
      const { namespace = '' } = workload.key;
      const object = JSON.parse(workload.body) as KubernetesObject;
      const template = podTemplateOf(object);
      const used = new Set(template === undefined ? [] : neededBy(template).map(({ kind, name }) => `${kind} ${name}`));
      const isData = (claim: ObjectMetadata): boolean => mountsClaim(object, claim);
      const missing = credentialPlaces.flatMap((place) => {
        const secret = plan.objects.find(
          ({ key }) => isAt(place, key) && key.namespace === namespace && used.has(`Secret ${key.name}`),
        );
        const isKnown = Object.values(place.values).every((name) => known.has(name));
        return secret === undefined || isKnown || secrets.has(`${namespace}/${secret.key.name}`)
          ? []
          : [{ secret: secret.key.name, fields: Object.keys(place.values) }];
      });
      return claims.filter(isData).flatMap(({ name }) => missing.map((one) => ({ namespace, claim: name, ...one })));
    });
}

/** Whether the pods of a workload mount a claim: by its name, or as claim of a StatefulSet, called `<template>-<set>-<number>`. Source: Kubernetes, apps/v1 volumeClaimTemplates. */
export function mountsClaim(workload: KubernetesObject, claim: ObjectMetadata): boolean {
  if (workload.metadata.namespace !== claim.namespace) return false;
  const template = podTemplateOf(workload);
  const needs = template === undefined ? [] : neededBy(template);
  const { volumeClaimTemplates = [] } = (workload['spec'] ?? {}) as {
    volumeClaimTemplates?: readonly { metadata: { name: string } }[];
  };
  return (
    needs.some(({ kind, name }) => kind === 'PersistentVolumeClaim' && name === claim.name) ||
    volumeClaimTemplates.some(
      ({ metadata }) =>
        claim.name.startsWith(`${metadata.name}-${workload.metadata.name}-`) && /-\d+$/.test(claim.name),
    )
  );
}

/** What is locked, and the choices there are. */
export function sayLocked(locked: readonly LockedDatabase[]): { evidence: string; fix: string } {
  const [first] = locked;
  const list = locked
    .map(({ namespace, claim, secret }) => `claim ${namespace}/${claim} (its password was in the Secret ${secret})`)
    .join(', ');
  const { namespace = '', claim = '', secret = '', fields = [] } = first ?? {};
  const literals = fields.map((field) => `--from-literal=${field}=OLD`).join(' ');
  return {
    evidence: `Databases of an earlier installation have data, and their passwords are gone: ${list}.`,
    fix: `Give the old password: kubectl -n ${namespace} create secret generic ${secret} ${literals}. For new data, delete the claim: kubectl -n ${namespace} delete pvc ${claim}. Or use another cluster.`,
  };
}
