import type { RunKind } from '../../api/run.ts';
import type { Installation } from '../../installation/installation.ts';
import type { Step } from '../engine/step.ts';
import { connectStep } from './connect.ts';
import { deleteClusterStep } from './delete-cluster.ts';
import { getReleaseStep } from './get-release.ts';
import { handOverStep } from './hand-over.ts';
import { installStep, planStep, preflightStep } from './install-kubeflow.ts';
import { createClusterStep, fetchKubeconfigStep, scaleWorkersStep, waitForClusterStep } from './make-cluster.ts';
import type { StepServices } from './services.ts';

/** The steps of a run, in order. */
export function stepsFor(kind: RunKind, installation: Installation, services: StepServices): Step[] {
  if (kind === 'delete') return [deleteClusterStep(services)];
  const cluster = [
    connectStep(services),
    createClusterStep(services),
    waitForClusterStep(services),
    scaleWorkersStep(services),
    fetchKubeconfigStep(services),
  ];
  if (installation.spec.kubeflow === null) return cluster;
  return [
    getReleaseStep(services),
    ...cluster,
    preflightStep(services),
    planStep(services),
    installStep(services),
    handOverStep(services),
  ];
}
