import type { PlatformId } from '../../../src/installation/installation.ts';
import { ccpPage } from './ccp/ccp-page.tsx';
import { existingPage } from './existing/existing-page.tsx';
import type { PlatformPage } from './platform-page.ts';
import { sandboxPage } from './sandbox/sandbox-page.tsx';

/** Every platform's pages, one line each: one without pages does not compile. */
export const platformPages: Readonly<Record<PlatformId, PlatformPage>> = {
  ccp: ccpPage,
  existing: existingPage,
  sandbox: sandboxPage,
};
