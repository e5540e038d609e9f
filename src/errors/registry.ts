import type { ErrorDefinition } from './definition.ts';
import { ccpErrors } from './catalogue/ccp-errors.ts';
import { cliErrors } from './catalogue/cli-errors.ts';
import { generalErrors } from './catalogue/general-errors.ts';
import { installationErrors } from './catalogue/installation-errors.ts';
import { kubeflowErrors } from './catalogue/kubeflow-errors.ts';
import { kubernetesErrors } from './catalogue/kubernetes-errors.ts';
import { platformErrors } from './catalogue/platform-errors.ts';
import { preflightErrors } from './catalogue/preflight-errors.ts';
import { runErrors } from './catalogue/run-errors.ts';
import { sandboxErrors } from './catalogue/sandbox-errors.ts';
import { serverErrors } from './catalogue/server-errors.ts';

const tables = {
  ...generalErrors,
  ...installationErrors,
  ...kubernetesErrors,
  ...kubeflowErrors,
  ...platformErrors,
  ...ccpErrors,
  ...preflightErrors,
  ...runErrors,
  ...serverErrors,
  ...cliErrors,
  ...sandboxErrors,
};

/** `MLA-<AREA>-<NNN>`. A number is never used again for something else. */
export type ErrorCode = keyof typeof tables;

/** Every error a user can meet, one table per area beside this file. docs/errors.md lists the same (a test holds them equal). */
export const errorDefinitions: Readonly<Record<ErrorCode, ErrorDefinition>> = tables;
