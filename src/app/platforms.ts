import type { PlatformId } from '../installation/installation.ts';
import type { Outbound } from '../network/outbound.ts';
import { createKubernetesClient } from '../kubernetes/create-client.ts';
import { createCcpPlatform, type CcpPlatformOptions } from '../platforms/ccp/ccp-platform.ts';
import { createExistingPlatform } from '../platforms/existing/existing-platform.ts';
import type { Platform } from '../platforms/platform.ts';

export interface PlatformOptions {
  /** By which the platforms are reached. */
  readonly outbound: Outbound;
  /** Whether connections may name kubeconfig files on this machine. */
  readonly localFiles: boolean;
  /** How patiently CCP is asked, where the defaults do not fit. */
  readonly ccpPacing?: CcpPlatformOptions['pacing'];
}

/** The platforms of this MLAnywhere by their ids. */
export function createPlatforms(options: PlatformOptions): ReadonlyMap<PlatformId, Platform> {
  const { outbound, localFiles, ccpPacing } = options;
  const platforms: Platform[] = [
    createCcpPlatform({ outbound, ...(ccpPacing === undefined ? {} : { pacing: ccpPacing }) }),
    createExistingPlatform({ localFiles, outbound, createClient: (access) => createKubernetesClient(access) }),
  ];
  return new Map(platforms.map((platform) => [platform.id, platform]));
}
