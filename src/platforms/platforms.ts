import type { PlatformId } from '../installation/installation.ts';
import { createKubernetesClient } from '../kubernetes/undici-client.ts';
import { createCcpPlatform, type CcpPlatformOptions } from './ccp/ccp-platform.ts';
import { createExistingPlatform } from './existing/existing-platform.ts';
import type { Platform } from './platform.ts';

export interface PlatformOptions {
  /** Where HTTPS_PROXY and NO_PROXY are read: `process.env`. */
  readonly environment: CcpPlatformOptions['environment'];
  /** Whether connections may name kubeconfig files on this machine. */
  readonly localFiles: boolean;
  /** How patiently CCP is asked, where the defaults do not fit. */
  readonly ccpPacing?: CcpPlatformOptions['pacing'];
}

/** The platforms of this MLAnywhere by their ids. */
export function createPlatforms(options: PlatformOptions): ReadonlyMap<PlatformId, Platform> {
  const { environment, localFiles, ccpPacing } = options;
  const platforms: Platform[] = [
    createCcpPlatform({ environment, ...(ccpPacing === undefined ? {} : { pacing: ccpPacing }) }),
    createExistingPlatform({ localFiles, createClient: (access) => createKubernetesClient(access) }),
  ];
  return new Map(platforms.map((platform) => [platform.id, platform]));
}
