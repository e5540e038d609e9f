import { writeSync } from 'node:fs';
import { sql } from 'kysely';
import { sandboxInstallation, seedDirectory } from '../open-database.fixture.ts';
import { openDatabase } from '../open-database.ts';
import { readFound } from './found.fixture.ts';
import { plugPowerCut } from './power-cut.fixture.ts';
import { openSqlRunStore } from '../../store/sql-run-store.ts';

/*
 * A process to be killed, or to be without power at a moment of its own:
 * appends events to one run in the directory that it is given, and says on
 * standard output first what it found, then which ids were acknowledged. With
 * a second argument (at which write or sync) and a third (`strict` or `mixed`),
 * the power goes. With a fourth, `opening`, it goes at that sync while the
 * database is being opened; the process ends when that is done.
 */

const [directory = '', at, model, opening] = process.argv.slice(2);
const say = (line: string): number => writeSync(1, `${line}\n`);
const beginCounting =
  at === undefined
    ? undefined
    : plugPowerCut({
        directory,
        at: Number(at),
        counts: opening ? 'syncs' : 'writes and syncs',
        model: model === 'strict' ? 'strict' : 'mixed',
      });

if (opening) beginCounting?.();
const database = await openDatabase({ directory, seedDirectory });
const store = await openSqlRunStore(database);
if ((await store.listRuns()).length === 0)
  await store.createRun({ installation: sandboxInstallation('append'), kind: 'create' });
const known = await readFound(database, store);
say(JSON.stringify(known));

if (opening) process.exit(0);
const claim = await store.claimRun('append');
if (claim === undefined) throw new Error('there is no run to claim');
let last = known.found.length;
beginCounting?.();
for (let round = 1; ; round += 1) {
  const size = 1 + (round % 4);
  const events = Array.from({ length: size }, (_, index) => ({
    type: 'log',
    severity: 'info' as const,
    message: `event ${last + 1 + index} ${'x'.repeat((last * 37) % 900)}`,
    time: new Date(),
  }));
  await store.commit(claim, { events });
  last += size;
  say(String(last));
  if (round % 12 === 0) await sql`checkpoint`.execute(database.sql);
}
