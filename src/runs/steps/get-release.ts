import type { Step } from '../engine/step.ts';
import type { StepServices } from './services.ts';

/** Ensures that the release is on this machine before anything is ordered. A known release is fetched from upstream. */
export function getReleaseStep(services: StepServices): Step {
  return {
    name: 'get-release',
    phase: 'release',
    title: 'Get Kubeflow',
    // A release can be removed between two attempts, and looking costs nothing.
    input: ({ installation, attempt }) => ({ release: installation.spec.kubeflow?.release, attempt }),
    run: async ({ installation, signal, tell }) => {
      const release = installation.spec.kubeflow?.release ?? '';
      const detail = await services.getRelease(release, {
        signal,
        onProgress: (message, progress) =>
          tell({ type: 'release.progress', severity: 'debug', message, data: { progress } }),
      });
      return { detail };
    },
  };
}
