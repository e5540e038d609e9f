import type { Hop, HopId, LoginWalk } from '../login/hops.ts';
import { lookAtAddress } from './address-check.ts';
import type { CheckContext, Finding, VerifyId } from './look.ts';
import { lookAtArtifact, lookAtPipeline } from './pipeline-check.ts';
import { lookAtModel } from './model-check.ts';
import { lookAtNotebook } from './notebook-check.ts';
import { lookAtProfile } from './profile-check.ts';
import { lookAtVolume } from './volume-check.ts';

/** A row of the table. */
export interface VerifyCheck {
  readonly id: VerifyId;
  readonly title: string;
  /** Without these the check says nothing new. */
  readonly needs: readonly VerifyId[];
  /** What the check makes and deletes again; undefined for one that only reads. */
  readonly makes?: string;
  readonly look: (context: CheckContext) => Promise<Finding>;
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
    id: 'address',
    title: 'A user logs in at the address of the installation',
    needs: ['login'],
    look: lookAtAddress,
  },
  {
    id: 'profile',
    title: 'The user has a profile with its namespace',
    needs: ['login'],
    look: lookAtProfile,
  },
  {
    id: 'notebook',
    title: 'A notebook starts and answers through the gateway',
    needs: ['profile'],
    makes: 'a notebook server',
    look: lookAtNotebook,
  },
  {
    id: 'volume',
    title: 'A volume is bound, written and read back',
    needs: ['profile'],
    makes: 'a volume of 1 Gi and a Job',
    look: lookAtVolume,
  },
  {
    id: 'pipeline',
    title: 'A pipeline runs to its end',
    needs: ['profile'],
    makes: 'a pipeline, an experiment and a run',
    look: lookAtPipeline,
  },
  {
    id: 'artifact',
    title: 'An artifact is stored and read back by the next step',
    needs: ['profile'],
    makes: 'an artifact in the object storage (by the check pipeline)',
    look: lookAtArtifact,
  },
  {
    id: 'model',
    title: 'A model is served and answers',
    needs: ['profile'],
    makes: 'an InferenceService',
    look: lookAtModel,
  },
];

function ofWalk(walk: LoginWalk, ids: readonly HopId[]): Finding {
  const hops: Hop[] = walk.hops.filter(({ id }) => ids.includes(id));
  const error = hops.find((hop) => hop.error !== undefined)?.error;
  return { seen: error?.message ?? hops.at(-1)?.seen ?? '', error, hops };
}
