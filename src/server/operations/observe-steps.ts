import type { Step } from '../../runs/engine/step.ts';
import type { WriteLog } from './log-entry.ts';
import type { Metrics } from './metrics.ts';

/** The same steps, each of which is measured and written to the log when it ends. */
export function observeSteps(
  steps: readonly Step[],
  { metrics, log }: { readonly metrics: Pick<Metrics, 'stepEnded'>; readonly log: WriteLog },
): Step[] {
  return steps.map((step) => ({
    ...step,
    run: async (context) => {
      const startedAt = performance.now();
      const ended = (outcome: 'succeeded' | 'failed'): void => {
        const seconds = (performance.now() - startedAt) / 1000;
        metrics.stepEnded({ step: step.name, outcome, seconds });
        log({
          level: outcome === 'failed' ? 'warn' : 'info',
          message: `${step.title}: ${outcome}`,
          installation: context.installation.metadata.name,
          runId: context.runId,
          step: step.name,
          outcome,
          milliseconds: Math.round(seconds * 1000),
        });
      };
      try {
        const output = await step.run(context);
        ended('succeeded');
        return output;
      } catch (error) {
        ended('failed');
        throw error;
      }
    },
  }));
}
