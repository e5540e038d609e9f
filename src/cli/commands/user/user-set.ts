import type { Command } from 'commander';
import type { z } from 'zod';
import type { userChange, UserView } from '../../../api/contract.ts';
import { MlaError } from '../../../errors/error.ts';
import type { Cli } from '../../cli.ts';
import { addServerFlags, type ServerFlags, withServer } from '../../server/with-server.ts';
import { readNamespace, readNamespaces, readQuotaChange, readRights } from '../../users/read-flags.ts';

interface Flags extends ServerFlags {
  readonly contributorOf?: z.infer<typeof userChange>['contributes'];
  readonly removeFrom?: string[];
  readonly quota?: Record<string, string | null>;
  readonly profile?: string;
}

export function configure(command: Command, cli: Cli): void {
  addServerFlags(
    command
      .argument('<name>', 'Installation')
      .argument('<email>', 'Address of the user')
      .option(
        '--contributor-of <list>',
        'Namespaces of others to work in, for example team or team:view (default role: edit)',
        readRights,
      )
      .option('--remove-from <list>', 'Namespaces of others to take the rights away in', readNamespaces)
      .option(
        '--quota <list>',
        'Limits of the user’s own namespace, for example cpu=8,memory=none; none lifts a limit, and limits that are not named stay',
        readQuotaChange,
      )
      .option('--profile <name>', 'With --quota: the Profile, where the user has several', readNamespace),
  ).action(async (name: string, email: string, flags: Flags) => {
    const body = readChange(flags);
    await withServer(cli, flags, async ({ client, output }) => {
      const user = await client.call('changeUser', { params: { name, email }, body });
      output.printJson(user);
      output.print(sayUser(user));
      return undefined;
    });
  });
}

/** What the flags say. Throws `cli.usage` for flags that do not go together. */
function readChange({ contributorOf: contributes = [], removeFrom: leaves = [], quota: hard, profile }: Flags) {
  const refuse = (reason: string): never => {
    throw new MlaError('cli.usage', { reason, help: 'mla help user set' });
  };
  if (profile !== undefined && hard === undefined) refuse('--profile needs --quota');
  if (contributes.length + leaves.length === 0 && hard === undefined)
    refuse('say what to change: --contributor-of, --remove-from or --quota');
  return {
    contributes,
    leaves,
    quotas: hard === undefined ? [] : [{ ...(profile !== undefined && { profile }), hard }],
  };
}

function sayUser({ email, profiles, contributes }: UserView): string {
  const rights = contributes.map(({ namespace, role }) => `${namespace} (${role})`).join(', ');
  const limits = profiles.map(({ name, quota }) => {
    const each = Object.entries(quota).map(([key, value]) => `${key} ${value}`);
    return `Limits of ${name}: ${each.length === 0 ? 'none' : each.join(', ')}.`;
  });
  return [`${email} works in namespaces of others: ${rights === '' ? 'none' : rights}.`, ...limits].join('\n');
}
