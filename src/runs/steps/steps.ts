import type { RunKind } from '../../api/run.ts';
import type { Installation } from '../../installation/installation.ts';
import { runKinds, type StepName } from '../../run-view/run-kinds.ts';
import type { Step } from '../engine/step.ts';
import { connectStep } from './connect.ts';
import { deleteClusterStep } from './delete-cluster.ts';
import { getReleaseStep } from './get-release.ts';
import { handOverStep } from './hand-over.ts';
import { installStep, planStep, preflightStep } from './install-kubeflow.ts';
import { createClusterStep, fetchKubeconfigStep, scaleWorkersStep, waitForClusterStep } from './make-cluster.ts';
import { reachClusterStep } from './uninstall/reach-cluster.ts';
import type { StepServices } from './services.ts';
import { setNodeProxyStep, setsNodes } from './node-proxy/set-node-proxy.ts';
import { planUpgradeStep } from './upgrade/plan-upgrade.ts';
import { upgradeStep } from './upgrade/upgrade-kubeflow.ts';
import { uninstallStep } from './uninstall/uninstall-kubeflow.ts';
import { verifyKubeflowStep } from './verify/verify-kubeflow.ts';

/** How each step of the table of run kinds is made. */
const steps: Readonly<Record<StepName, (services: StepServices) => Step>> = {
  'get-release': getReleaseStep,
  connect: connectStep,
  'create-cluster': createClusterStep,
  'wait-for-cluster': waitForClusterStep,
  'scale-workers': scaleWorkersStep,
  'fetch-kubeconfig': fetchKubeconfigStep,
  'set-node-proxy': setNodeProxyStep,
  preflight: preflightStep,
  plan: planStep,
  install: installStep,
  'plan-upgrade': planUpgradeStep,
  upgrade: upgradeStep,
  'hand-over': handOverStep,
  verify: verifyKubeflowStep,
  'reach-cluster': reachClusterStep,
  uninstall: uninstallStep,
  'delete-cluster': deleteClusterStep,
};

/** The steps of a run, in order. */
export function stepsFor(kind: RunKind, installation: Installation, services: StepServices): Step[] {
  return runKinds[kind].steps
    .filter(({ onlyWithKubeflow }) => onlyWithKubeflow !== true || installation.spec.kubeflow !== null)
    .filter(({ onlyToVerify }) => onlyToVerify !== true || installation.spec.kubeflow?.verify !== undefined)
    .filter(({ onlyWithSsh }) => onlyWithSsh !== true || setsNodes(installation))
    .map(({ name }) => steps[name](services));
}
