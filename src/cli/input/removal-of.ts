import type { CallInput } from '../../api/client.ts';
import type { UninstallPreview } from '../../api/contract.ts';
import { MlaError } from '../../errors/error.ts';
import type { Session } from '../server/with-server.ts';

interface Flags {
  readonly deleteData?: string[];
  readonly leftOver?: boolean;
  readonly connection?: string;
  readonly context?: string;
  readonly release?: string;
  readonly take?: string[];
}

type Query = NonNullable<CallInput<'uninstall'>['query']>;
type Confirmation = Pick<NonNullable<CallInput<'uninstall'>['body']>, 'finalizers' | 'confirm'>;

/** The removal that the flags mean: of an installation, or of a Kubeflow that MLAnywhere did not install. */
interface WantedRemoval {
  preview(): Promise<UninstallPreview>;
  start(query: Query, confirmation: Confirmation): Promise<{ readonly runId: string; readonly name: string }>;
}

/** Throws `cli.usage` where not exactly one of installation and connection is named, or their flags are mixed. */
export function removalOf({ client }: Pick<Session, 'client'>, name: string | undefined, flags: Flags): WantedRemoval {
  const { connection, leftOver = false } = flags;
  if (connection !== undefined) {
    if (name !== undefined || leftOver)
      throw misused('--connection goes without an installation and without --left-over');
    return foundRemoval(client, connection, flags);
  }
  if ([flags.context, flags.release, flags.take].some((flag) => flag !== undefined))
    throw misused('--context, --release and --take need --connection');
  if (name === undefined) throw misused('name the installation, or a connection with --connection');
  const wish = { data: flags.deleteData ?? [], leftOver };
  return {
    preview: () => client.call('previewUninstall', { params: { name }, body: wish }),
    start: async (query, confirmation) => {
      const body = { ...wish, ...confirmation };
      return { ...(await client.call('uninstall', { params: { name }, query, body })), name };
    },
  };
}

function foundRemoval(client: Session['client'], connection: string, flags: Flags): WantedRemoval {
  const { deleteData: data = [], take = [], context, release } = flags;
  const params = { name: connection };
  const wish = { data, take, ...(context !== undefined && { context }), ...(release !== undefined && { release }) };
  return {
    preview: () => client.call('previewFoundUninstall', { params, body: wish }),
    start: async (query, confirmation) => {
      const body = { ...wish, ...confirmation };
      const { runId, installation } = await client.call('uninstallFound', { params, query, body });
      return { runId, name: installation };
    },
  };
}

function misused(reason: string): MlaError {
  return new MlaError('cli.usage', { reason, help: 'mla uninstall --help' });
}
