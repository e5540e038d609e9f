import { z } from 'zod';
import { resourceName } from './resource-name.ts';

/** `platform` of `spec.cluster`, as each platform has it. */
export function platformField<Id extends string>(id: Id): z.ZodLiteral<Id> {
  return z.literal(id).meta({ description: 'Where the cluster comes from', placeholder: 'name' });
}

/** `connection` of `spec.cluster`, of a platform that is reached by one. */
export const connectionField = resourceName.meta({
  description: 'Name of a saved connection; never put a password here',
  placeholder: 'name',
});
