import type { Route, RouteName } from '../../api/contract.ts';
import { isError } from '../../errors/error.ts';

/** Reads that give power over a cluster, or take away what others may not read. */
const revealing: readonly string[] = ['getKubeconfig', 'collectSupportBundle', 'createBackup'] satisfies RouteName[];

/** Posts that only compute or look: forms send them with each change of a field. */
const looking: readonly string[] = [
  'makePlan',
  'listChoices',
  'previewRequest',
  'listNoProxy',
  'runPreflight',
  'reportPreflight',
  'lookAtMachine',
  'testConnection',
  'testSavedConnection',
  'testConnector',
  'previewUninstall',
  'previewFoundUninstall',
] satisfies RouteName[];

/** Whether a request is recorded: it changes something, reads a secret, or was refused for the rights of its person. */
export function isRecorded(action: string, { method }: Pick<Route, 'method'>, error: unknown): boolean {
  if (isError(error, 'people.roleNeeded', 'people.notGranted', 'people.tokenRefused')) return true;
  return revealing.includes(action) || (method !== 'GET' && !looking.includes(action));
}

/** What a request is about: the names in its address, else the name of what it creates. Never a value that a person typed as a secret. */
export function targetOf(params: unknown, body: unknown): string {
  const named = Object.values((params ?? {}) as Record<string, unknown>).map(String);
  if (named.length > 0) return named.join('/');
  const { metadata, name, version } = (body ?? {}) as {
    readonly metadata?: { readonly name?: unknown };
    readonly name?: unknown;
    readonly version?: unknown;
  };
  const found = metadata?.name ?? name ?? version;
  return typeof found === 'string' ? found : '';
}
