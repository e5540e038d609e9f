import { platformDefinitions as own } from '../../../src/platforms/registry.ts';
import { box } from './definition.ts';

/** The product's platforms and one more: what a line in the registry does. */
export const platformDefinitions = [...own, box] as const;
