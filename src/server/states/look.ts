import type { StateView } from '../../api/contract.ts';
import type { Installation } from '../../installation/installation.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { ServerParts } from '../dependencies.ts';

/** What a look-up found. */
export type Found = Pick<StateView, 'state' | 'value'> & { readonly notes?: readonly string[] };

/** What a look-up works with. */
export interface LookContext {
  readonly parts: Pick<ServerParts, 'installations' | 'openCluster' | 'findAccess' | 'findDrift' | 'outbound'>;
  /** As it was installed. */
  readonly installed: Installation;
  readonly client: KubernetesClient;
  /** Nothing runs in its pods. */
  readonly simulated: boolean;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/** Looks one state up. What it throws is why the state is not known. */
export type Look = (context: LookContext) => Promise<Found>;

/** In place of what only a pod could answer. */
export const nothingRuns: Found = { state: 'none', value: 'Nothing runs in the pods of a simulated cluster' };
