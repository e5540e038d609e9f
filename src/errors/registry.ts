import type { ErrorDefinition } from './definition.ts';
import { ccpErrors } from './ccp-errors.ts';
import { cliErrors } from './cli-errors.ts';
import { generalErrors } from './general-errors.ts';
import { installationErrors } from './installation-errors.ts';
import { kubeflowErrors } from './kubeflow-errors.ts';
import { kubernetesErrors } from './kubernetes-errors.ts';
import { platformErrors } from './platform-errors.ts';
import { preflightErrors } from './preflight-errors.ts';
import { runErrors } from './run-errors.ts';
import { sandboxErrors } from './sandbox-errors.ts';
import { serverErrors } from './server-errors.ts';

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
