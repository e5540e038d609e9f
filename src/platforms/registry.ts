import { ccp } from './ccp/definition/ccp.ts';
import { existing } from './existing/definition/existing.ts';
import { k3d } from './k3d/definition/k3d.ts';
import { kind } from './kind/definition/kind.ts';
import { minikube } from './minikube/definition/minikube.ts';
import { sandbox } from './sandbox/definition/sandbox.ts';

/** Every platform, one line each. The Installation's schema, the API, the flags and the list of secrets are built from it. */
export const platformDefinitions = [ccp, existing, sandbox, kind, k3d, minikube] as const;
