import type { PlatformId } from '../../../src/installation/installation.ts';
import { ccpPage } from './ccp/ccp-page.tsx';
import { existingPage } from './existing/existing-page.tsx';
import { k3dPage } from './k3d/k3d-page.tsx';
import { kindPage } from './kind/kind-page.tsx';
import { minikubePage } from './minikube/minikube-page.tsx';
import type { PlatformPage } from './platform-page.ts';
import { sandboxPage } from './sandbox/sandbox-page.tsx';

/** Every platform's pages, one line each: one without pages does not compile. In the order in which they are offered: first what most people have. */
export const platformPages: Readonly<Record<PlatformId, PlatformPage>> = {
  existing: existingPage,
  kind: kindPage,
  k3d: k3dPage,
  minikube: minikubePage,
  ccp: ccpPage,
  sandbox: sandboxPage,
};
