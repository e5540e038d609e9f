import type { MlaError } from '../../errors/error.ts';
import type { Hop, HopId, LoginWalk } from '../login/hops.ts';
import { lookAtProfile } from './profile-check.ts';
import type { VerifyContext } from './verify.ts';

/** The checks by name, in their order. */
export type VerifyId = 'gateway' | 'login' | 'profile';

/** What a check saw: without an error it passed. */
export interface Finding {
  /** In a few words. */
  readonly seen: string;
  readonly error?: MlaError | undefined;
  /** What does no harm here, and may elsewhere. */
  readonly warnings?: readonly MlaError[];
  /** Stations of the login that the check is about. */
  readonly hops?: readonly Hop[];
}

interface VerifyCheck {
  readonly id: VerifyId;
  readonly title: string;
  /** Without these the check says nothing new. */
  readonly needs: readonly VerifyId[];
  readonly look: (context: VerifyContext) => Promise<Finding>;
}

/** Every check of a running Kubeflow, in the order in which a user meets what it is about. */
export const verifyChecks: readonly VerifyCheck[] = [
  {
    id: 'gateway',
    title: 'The gateway answers and asks for a login',
    needs: [],
    look: async ({ walk }) => ofWalk(walk, ['gateway']),
  },
  {
    id: 'login',
    title: 'A user logs in and sees the dashboard',
    needs: ['gateway'],
    look: async ({ walk }) => ({
      ...ofWalk(walk, ['sign-in', 'provider', 'password', 'callback', 'dashboard']),
      warnings: walk.warnings,
    }),
  },
  {
    id: 'profile',
    title: 'The user has a profile with its namespace',
    needs: ['login'],
    look: lookAtProfile,
  },
];

function ofWalk(walk: LoginWalk, ids: readonly HopId[]): Finding {
  const hops = walk.hops.filter(({ id }) => ids.includes(id));
  const error = hops.find((hop) => hop.error !== undefined)?.error;
  return { seen: error?.message ?? hops.at(-1)?.seen ?? '', error, hops };
}
