import { type Command, InvalidArgumentError } from 'commander';
import type { ApiClient } from '../../../api/client.ts';
import type { AuditEntry } from '../../../api/contract.ts';
import type { Cli } from '../../cli.ts';
import { formatTable } from '../../output/table.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';

interface Flags extends ServerFlags {
  readonly since?: string;
  readonly person?: string;
  readonly all?: boolean;
}

const pageSize = 200;

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .option('--since <time>', 'Only from this day or time on, for example 2026-11-01', readTime)
      .option('--person <name>', 'Only what this person did')
      .option('--all', `All entries, not only the newest ${pageSize}`),
  ).action((flags: Flags) =>
    withServer(cli, flags, async ({ client, output }) => {
      const entries = await readEntries(client, flags);
      output.printJson({ entries });
      output.print(
        entries.length === 0
          ? 'There are no such entries.'
          : formatTable(['time', 'person', 'from', 'action', 'target', 'result'], entries.map(rowOf), {
              width: output.stdout.columns,
            }),
      );
      return undefined;
    }),
  );
}

async function readEntries(client: ApiClient, { since, person, all = false }: Flags): Promise<AuditEntry[]> {
  const entries: AuditEntry[] = [];
  for (;;) {
    const before = entries.at(-1)?.id;
    const page = await client.call('listAudit', {
      query: {
        limit: pageSize,
        ...(since !== undefined && { since }),
        ...(person !== undefined && { person }),
        ...(before !== undefined && { before }),
      },
    });
    entries.push(...page);
    if (!all || page.length < pageSize) return entries;
  }
}

function rowOf({ time, person, address, action, target, result }: AuditEntry): string[] {
  return [time.slice(0, 19).replace('T', ' '), person?.name ?? 'nobody', address, action, target, result];
}

function readTime(text: string): string {
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  throw new InvalidArgumentError('Give a day or time, for example 2026-11-01 or 2026-11-01T08:00:00Z.');
}
