import { createKubernetesClient } from '../kubernetes/create-client.ts';
import { createOutbound } from '../network/outbound.ts';
import type { CcpPacing } from '../platforms/ccp/api/pacing.ts';
import { createCcpPlatform } from '../platforms/ccp/ccp-platform.ts';
import { createExistingPlatform } from '../platforms/existing/existing-platform.ts';
import type { Platform } from '../platforms/platform.ts';

/** The platforms that need nothing of this machine, as a test wants them. */
export function testPlatforms({
  outbound = createOutbound({}),
  localFiles = true,
  ccpPacing = {},
}: { outbound?: ReturnType<typeof createOutbound>; localFiles?: boolean; ccpPacing?: Partial<CcpPacing> } = {}): {
  readonly ccp: Platform;
  readonly existing: Platform;
} {
  return {
    ccp: createCcpPlatform({ outbound, pacing: ccpPacing }),
    existing: createExistingPlatform({
      localFiles,
      outbound,
      createClient: (access) => createKubernetesClient(access),
    }),
  };
}
