/** What a kubeconfig offers to choose from. */
export interface KubeconfigContexts {
  readonly names: readonly string[];
  /** The one that is used where none is chosen. */
  readonly current: string | undefined;
}

const none: KubeconfigContexts = { names: [], current: undefined };

/** The contexts of a kubeconfig that is still being typed. Never throws: the server says what is wrong with it when it is tested. */
export async function readContexts(kubeconfig: string): Promise<KubeconfigContexts> {
  if (!kubeconfig.includes('contexts')) return none;
  const { readYaml } = await import('../../../../src/yaml.ts');
  try {
    const read: unknown = readYaml(kubeconfig, { longest: 512 * 1024, maxAliases: 50 });
    return isRecord(read) ? { names: namesIn(read['contexts']), current: textOf(read['current-context']) } : none;
  } catch {
    return none;
  }
}

function namesIn(contexts: unknown): string[] {
  if (!Array.isArray(contexts)) return [];
  return contexts.flatMap((context: unknown) => (isRecord(context) ? (textOf(context['name']) ?? []) : []));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
