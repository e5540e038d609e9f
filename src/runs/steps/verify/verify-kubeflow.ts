import { verifyCluster } from '../../../kubeflow/verify/verify-cluster.ts';
import { firstFailure, type VerifyProgress, type VerifyResult } from '../../../kubeflow/verify/verify.ts';
import { sayCount } from '../../../api/say-count.ts';
import type { NewEvent, Step, StepContext } from '../../engine/step.ts';
import { isSimulated } from '../connect.ts';
import { withCluster } from '../install-kubeflow.ts';
import { disprovesCluster } from '../make-cluster.ts';
import type { StepServices } from '../services.ts';

/**
 * Runs the checks of `mla verify` as the first user, where the installation asks for them. A check that fails fails the
 * step with its cause; what is installed stays, and a retry begins with this step.
 */
export function verifyKubeflowStep(services: StepServices): Step {
  return {
    name: 'verify',
    phase: 'handover',
    title: 'Check that Kubeflow works',
    input: ({ installation, outputs }) => ({
      verify: installation.spec.kubeflow?.verify,
      install: outputs['install'] ?? outputs['upgrade'],
      access: outputs['hand-over'],
    }),
    run: async (context) => {
      const { installation, outputs, tell } = context;
      if (isSimulated(outputs)) return { detail: 'not checked: nothing runs in the pods of a simulated cluster' };
      const login = await services.loginOf(installation);
      const readOnly = installation.spec.kubeflow?.verify === 'readOnly';
      const results = await withCluster(context, services, (client, signal) =>
        verifyCluster(client, login, {
          signal,
          readOnly,
          access: installation.spec.kubeflow?.access,
          outbound: services.outbound,
          onProgress: (progress) => tellProgress(progress, tell),
        }),
      );
      const failure = firstFailure(results);
      const passed = results.filter(({ state }) => state === 'passed').length;
      if (failure !== undefined) {
        tell(failedChecks(results, passed));
        throw failure;
      }
      return { detail: `${passed} checks passed`, checks: results.map(checkOf) };
    },
    disproves: disprovesCluster,
  };
}

function tellProgress(progress: VerifyProgress, tell: StepContext['tell']): void {
  if (progress.type === 'state')
    tell({
      type: 'verify.waiting',
      severity: 'info',
      message: progress.state,
      data: { check: progress.id, state: progress.state },
    });
  if (progress.type !== 'result') return;
  const { title, state, seen, error } = progress.result;
  tell({
    type: 'verify.checked',
    severity: state === 'failed' ? 'error' : 'info',
    message: `${title}: ${state}. ${seen}`,
    ...(error && { code: error.code }),
    data: checkOf(progress.result),
  });
}

/** Said last: of a step that failed, the phase shows this and not a later check that passed. */
function failedChecks(results: readonly VerifyResult[], passed: number): NewEvent {
  const failed = results.filter(({ state }) => state === 'failed');
  return {
    type: 'verify.failed',
    severity: 'error',
    message: `${sayCount(passed, 'check')} passed. Failed: ${failed.map(({ title }) => title).join('; ')}.`,
    data: { checks: failed.map(({ id }) => id), passed },
  };
}

function checkOf({ id, state, milliseconds, seen }: VerifyResult): Record<string, unknown> {
  return { check: id, state, milliseconds, seen };
}
