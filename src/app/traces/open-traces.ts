import type { Outbound } from '../../network/outbound.ts';
import type { WriteLog } from '../../server/operations/log-entry.ts';
import { readTraceSettings } from '../../server/operations/traces/read-trace-settings.ts';
import type { Traces } from '../../server/operations/traces/send-traces.ts';
import type { Environment } from '../data-directory.ts';
import { readVersion } from '../version.ts';

/** Traces of a server that has a log, where a receiver is configured. Throws `cli.badValue`. */
export async function openTraces(
  environment: Environment,
  { log, outbound }: { readonly log: WriteLog | undefined; readonly outbound: Pick<Outbound, 'fetch'> },
): Promise<Traces | undefined> {
  const settings = readTraceSettings(environment);
  if (settings === undefined || log === undefined) return undefined;
  // Loaded only where traces are wanted: each start would pay for it.
  const { sendTraces } = await import('../../server/operations/traces/send-traces.ts');
  return sendTraces({ settings, version: readVersion(), fetch: outbound.fetch, log });
}
