export type { SimulatedPlatform } from '../platforms/implementation.ts';
import type { PlatformImplementation, Simulation } from '../platforms/implementation.ts';
import { platformImplementations } from '../platforms/implementations.ts';

/** The platform that the demo simulates: the first one that can be. */
export function demoPlatform(): Simulation {
  for (const implementation of Object.values(platformImplementations) as PlatformImplementation[])
    if (implementation.simulation !== undefined) return implementation.simulation;
  throw new Error('no platform can be simulated');
}
