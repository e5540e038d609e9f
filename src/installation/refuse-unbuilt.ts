import type { z } from 'zod';

/** The part of an installation that this looks at. */
interface Wish {
  readonly spec: {
    readonly cluster: { readonly platform: string };
    readonly proxy?: unknown;
    readonly kubeflow: { readonly access: { readonly expose: string } } | null;
  };
}

/** Wishes that the schema has words for and no code carries out: they are refused with the reason, for a field that does nothing would be a promise. */
export function refuseUnbuilt({ spec: { cluster, proxy, kubeflow } }: Wish, context: z.RefinementCtx): void {
  const refuse = (path: string[], message: string): void => context.addIssue({ code: 'custom', path, message });
  if (proxy !== undefined && cluster.platform !== 'ccp') {
    refuse(
      ['spec', 'proxy'],
      `has no effect on the platform ${cluster.platform}: MLAnywhere sets a proxy only on machines that CCP makes. Leave it out, and set the proxy where the nodes of this cluster are set up`,
    );
  }
  if (kubeflow?.access.expose === 'loadBalancer') {
    refuse(
      ['spec', 'kubeflow', 'access', 'expose'],
      'cannot be loadBalancer yet: MLAnywhere does not give Kubeflow an address of its own. Leave it out: the dashboard is then reached by port forwarding',
    );
  }
}
