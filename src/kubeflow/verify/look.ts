import type { MlaError } from '../../errors/error.ts';
import type { Access } from '../access/access.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import type { Hop, LoginWalk } from '../login/hops.ts';
import type { WayToGateway } from '../login/way.ts';

/** The checks by name, in their order. */
export const verifyIds = [
  'gateway',
  'login',
  'address',
  'profile',
  'notebook',
  'volume',
  'pipeline',
  'artifact',
  'model',
] as const;

export type VerifyId = (typeof verifyIds)[number];

/** What a check saw: without an error and a reason to skip, it passed. */
export interface Finding {
  /** In a few words. */
  readonly seen: string;
  readonly error?: MlaError | undefined;
  /** There is nothing to check: why, in a sentence. */
  readonly skipped?: string;
  /** What does no harm here, and may elsewhere. */
  readonly warnings?: readonly MlaError[];
  /** Stations of the login that the check is about. */
  readonly hops?: readonly Hop[];
}

/** What of a cluster the checks use. */
export type VerifyClient = Pick<KubernetesClient, 'get' | 'list' | 'create' | 'mergePatch' | 'delete' | 'discover'>;

/** What the checks look at. */
export interface VerifyContext {
  readonly client: VerifyClient;
  /** A login as the user that is verified. */
  readonly walk: LoginWalk;
  /** How the installation is reached without a forwarded port; undefined where it is not. */
  readonly access?: Access | undefined;
  /** The same user's login by another way. */
  readonly walkAt?: (
    way: Pick<WayToGateway, 'origin' | 'certificateAuthority'>,
    signal: AbortSignal,
  ) => Promise<LoginWalk>;
  readonly signal: AbortSignal;
  /** How long a check waits for what it made. */
  readonly minutes: number;
}

/** What one check gets. */
export interface CheckContext extends VerifyContext {
  /** What the check waits for now, in a few words, each time it changes. */
  readonly onState: (state: string) => void;
  /** False when the checks of another program took over in the namespace: what this one made is theirs to delete. */
  readonly keepsTurn: () => boolean;
  /** What earlier checks of the same run leave for later ones. */
  readonly shared: Map<VerifyId, Finding>;
}

/** The namespace that the user owns, else the first one that the user may work in. */
export function namespaceOf({ namespaces }: LoginWalk): string {
  const found = namespaces.find(({ role }) => role === 'owner') ?? namespaces[0];
  return found?.namespace ?? '';
}
