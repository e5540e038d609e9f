/** What a kubeconfig offers to choose from. */
export interface ContextChoice {
  readonly names: readonly string[];
  /** The one that is used where none is chosen. */
  readonly current: string | undefined;
}

/** The contexts of a kubeconfig that may be half written. Never throws: the server says what is wrong with it when it is tested. */
export async function readContexts(kubeconfig: string): Promise<ContextChoice> {
  // The reader is fetched when there is something to read.
  if (kubeconfig.includes('contexts')) {
    const { listContexts } = await import('../../../../src/kubernetes/kubeconfig/kubeconfig-text.ts');
    try {
      const { contexts, current } = listContexts(kubeconfig);
      return { names: contexts.map(({ name }) => name), current };
    } catch {
      // Nothing to choose from yet.
    }
  }
  return { names: [], current: undefined };
}
