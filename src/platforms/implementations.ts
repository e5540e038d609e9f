import type { ConnectionInput } from '../api/contract.ts';
import { ccpImplementation } from './ccp/ccp-platform.ts';
import { existingImplementation } from './existing/existing-platform.ts';
import type { PlatformImplementation } from './implementation.ts';
import { k3dImplementation } from './k3d/k3d-platform.ts';
import { kindImplementation } from './kind/kind-platform.ts';
import { minikubeImplementation } from './minikube/minikube-platform.ts';
import { sandboxImplementation } from './sandbox/sandbox-platform.ts';
import type { PlatformId } from './unions.ts';

/** The implementation of each platform in the registry. A platform without one does not compile. */
export const platformImplementations: {
  readonly [Id in PlatformId]: PlatformImplementation<Extract<ConnectionInput, { platform: Id }>>;
} = {
  ccp: ccpImplementation,
  existing: existingImplementation,
  sandbox: sandboxImplementation,
  kind: kindImplementation,
  k3d: k3dImplementation,
  minikube: minikubeImplementation,
};
