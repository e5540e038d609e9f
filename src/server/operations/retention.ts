import { setTimeout as sleep } from 'node:timers/promises';
import { MlaError } from '../../errors/error.ts';
import type { Database } from '../../runs/database/open-database.ts';
import { pruneAudit } from '../audit/prune-audit.ts';
import { pruneRuns } from '../../runs/store/prune-runs.ts';

/** How many runs of each installation stay, of MLA_KEEP_RUNS; undefined: all of them. Throws `cli.badValue`. */
export function readKeepRuns(text: string | undefined): number | undefined {
  if (text === undefined || text === '' || text === 'all') return undefined;
  const keep = Number(text);
  if (/^\d+$/.test(text) && keep >= 1) return keep;
  throw new MlaError('cli.badValue', {
    value: text,
    flag: 'MLA_KEEP_RUNS',
    expected: 'a number of runs from 1, or `all`',
    example: 'MLA_KEEP_RUNS=50',
  });
}

const everyHour = 3_600_000;

/** Deletes old runs and entries of the audit list now and each hour; nothing without a number. A failure is reported, and tried again an hour later. */
export function startRetention(given: {
  readonly database: Database;
  /** Runs of each installation. */
  readonly keep: number | undefined;
  readonly keepAuditDays?: number | undefined;
  readonly report: (thrown: unknown) => void;
  /** Milliseconds. */
  readonly every?: number;
}): { readonly stop: () => Promise<void> } {
  const { database, keep, keepAuditDays, report, every = everyHour } = given;
  if (keep === undefined && keepAuditDays === undefined) return { stop: () => Promise.resolve() };
  const stopping = new AbortController();
  const { signal } = stopping;
  const work = async (): Promise<void> => {
    while (!signal.aborted) {
      if (keep !== undefined) await pruneRuns(database, { keep }).catch(report);
      if (keepAuditDays !== undefined) await pruneAudit(database, keepAuditDays).catch(report);
      await sleep(every, undefined, { signal, ref: false }).catch(() => undefined);
    }
  };
  const working = work();
  return {
    stop: async () => {
      stopping.abort();
      await working;
    },
  };
}
