import type { KubernetesObject } from './object.ts';

/** One row of `status.conditions`, the same for nearly every kind. Source: Kubernetes API conventions. */
export interface Condition {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason?: string;
  readonly message?: string;
}

/** How far an object is. `failed`: it will not become ready by waiting. `reason` is a plain sentence part such as `2 of 3 replicas are available`. */
export interface Readiness {
  readonly ready: boolean;
  readonly failed?: boolean;
  readonly reason: string;
}

export const ready = (reason: string): Readiness => ({ ready: true, reason });
export const waiting = (reason: string): Readiness => ({ ready: false, reason });
export const failed = (reason: string): Readiness => ({ ready: false, failed: true, reason });

/** The object's condition of this type, when it has one. */
export function conditionOf(object: KubernetesObject, type: string): Condition | undefined {
  const { conditions } = (object['status'] ?? {}) as { conditions?: readonly Condition[] };
  return conditions?.find((condition) => condition.type === type);
}

/** What a condition says, in its own words. */
export function wordsOf(condition: Condition | undefined, otherwise: string): string {
  return condition?.message?.trim() || condition?.reason || otherwise;
}
