import type { PlatformPage } from '../platform-page.ts';

/** What the stages say of a tool. */
export function laptopTeaching(tool: string, byHand: string): PlatformPage['teaching'] {
  return {
    connect: {
      happens: `There is nothing to connect to. MLAnywhere looks for ${tool} and a container engine on this machine.`,
      byHand: ['install Docker or Podman', `install ${tool}`, 'give the engine enough memory and disk'],
    },
    cluster: {
      happens: `MLAnywhere creates the cluster with ${tool}, with what Kubeflow needs. Your own kubeconfig stays as it is.`,
      byHand: [byHand, 'raise the limits for file watches', 'write a kubeconfig for it'],
    },
  };
}
