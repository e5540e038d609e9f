import type { WantedProxy } from '../api/contract.ts';
import type { Installation } from '../installation/installation.ts';
import type { ProxyCheckNews } from './check/fold-proxy-check.ts';

export interface ProxyCheckWish {
  /** Image of the probe, with `python3`; one of Kubeflow’s own when left out. */
  readonly image?: string | undefined;
  /** Address outside that the probe tries; the registry of its image when left out. */
  readonly outside?: string | undefined;
  /** Nothing runs in the pods of the cluster. */
  readonly simulated: boolean;
  readonly signal: AbortSignal;
  readonly tell: (news: ProxyCheckNews) => void;
}

/** The proxy of an installation’s cluster: what is wanted, and whether it is there. */
export interface ClusterProxy {
  /** Throws `proxy.none`, `run.nothingYet`, and what keeps the cluster from being asked. */
  readonly want: (installation: Installation, options: { readonly signal: AbortSignal }) => Promise<WantedProxy>;
  /** Throws the same. */
  readonly check: (installation: Installation, wish: ProxyCheckWish) => Promise<void>;
}
