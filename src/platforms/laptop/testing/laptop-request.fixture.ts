import type { Installation } from '../../../installation/installation.ts';
import { installationSchema } from '../../../installation/installation.ts';
import type { ClusterNews, ClusterRequest } from '../../platform.ts';
import type { LaptopTool, ToolId } from '../tool.ts';
import { kindTool } from '../../kind/kind-tool.ts';
import { k3dTool } from '../../k3d/k3d-tool.ts';
import { minikubeTool } from '../../minikube/minikube-tool.ts';
import { hangSignal } from '../../../../test/patience.fixture.ts';

export const laptopTools: readonly LaptopTool[] = [kindTool, k3dTool, minikubeTool];

/** An installation of a tool's platform, without Kubeflow unless said. */
export function laptopInstallation(
  tool: ToolId,
  {
    name = 'demo',
    wish = {},
    kubeflow = null,
    proxy,
  }: { name?: string; wish?: object; kubeflow?: object | null; proxy?: object } = {},
): Installation {
  return installationSchema.parse({
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name },
    spec: { cluster: { platform: tool, [tool]: wish }, kubeflow, ...(proxy !== undefined && { proxy }) },
  });
}

/** A request for it that keeps the news. */
export function laptopRequest(
  installation: Installation,
  { owner = 'owner of this test', signal = hangSignal() }: { owner?: string; signal?: AbortSignal } = {},
): ClusterRequest & { readonly told: ClusterNews[] } {
  const told: ClusterNews[] = [];
  return { installation, owner, connection: undefined, signal, tell: (news) => void told.push(news), told };
}
