import type { MlaError } from '../../errors/error.ts';
import type { ResourceType } from '../../kubernetes/objects/object.ts';
import type { PlannedObject } from '../plan/plan.ts';

/** How long an API server may take to serve a changed definition, in milliseconds. Seconds are usual, where there are several servers too. */
const patience = 60_000;

/**
 * Definitions that this install has sent. One that was there before in another
 * form is served in that form for a moment longer: objects with a new field, or
 * without one that the old form asks for, are refused meanwhile.
 */
export class SentDefinitions {
  /** By `kind.group`, in milliseconds since the program started. */
  readonly #sent = new Map<string, number>();

  sent({ serves }: PlannedObject): void {
    if (serves !== undefined) this.#sent.set(kindText(serves), performance.now());
  }

  /** Whether the API server may only not know the new form of a kind yet. */
  isCatchingUp(type: Pick<ResourceType, 'kind' | 'group'>, error: MlaError): boolean {
    const sent = this.#sent.get(kindText(type));
    return sent !== undefined && performance.now() - sent < patience && isSchemaRefusal(error);
  }
}

/** Whether the server finds fault with the fields of an object: it may go by a definition that is about to change. */
export function isSchemaRefusal({ key }: MlaError): boolean {
  return key === 'kubernetes.invalid' || key === 'kubernetes.badRequest';
}

function kindText({ kind, group }: Pick<ResourceType, 'kind' | 'group'>): string {
  return `${kind}.${group}`;
}
