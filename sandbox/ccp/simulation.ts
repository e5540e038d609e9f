import type { Lifecycle } from './clusters/lifecycle.ts';
import type { Seed } from './seed.ts';
import type { Sessions } from './http/sessions.ts';
import type { StateStore } from './state.ts';
import type { CcpSwitches } from './switches.ts';

/** What every group of endpoints works with. */
export interface Simulation {
  readonly seed: Seed;
  readonly switches: CcpSwitches;
  readonly store: StateStore;
  readonly sessions: Sessions;
  readonly lifecycle: Lifecycle;
  readonly username: string;
  readonly now: () => number;
}
