import { setTimeout as sleep } from 'node:timers/promises';
import { sandboxInstallation, seedDirectory } from '../database/open-database.fixture.ts';
import { openDatabase } from '../database/open-database.ts';
import { followRun } from './stream-run-events.ts';
import { createRedactor } from '../secrets/redactor.ts';
import { openSqlRunStore } from '../store/sql-run-store.ts';
import type { Step } from './step.ts';
import { startWorker } from './worker.ts';
import { hangSignal } from '../../../test/patience.fixture.ts';

/*
 * A process to be killed: works on one run in the directory that it is given
 * and says on standard output which step it begins. Ends when the run does.
 */

const [directory = ''] = process.argv.slice(2);
const steps = ['one', 'two', 'three', 'four', 'five', 'six'].map((name): Step => ({
  name,
  phase: 'install',
  title: name,
  input: ({ outputs }) => outputs,
  async run({ tell, outputs }) {
    process.stdout.write(`${name}\n`);
    for (let line = 1; line <= 40; line += 1) {
      tell({ type: 'log', severity: 'info', message: `${name} ${line}` });
      await sleep(5);
    }
    return { after: Object.keys(outputs) };
  },
}));

const database = await openDatabase({ directory, seedDirectory });
const store = await openSqlRunStore(database);
const [known] = await store.listRuns();
const run = known ?? (await store.createRun({ installation: sandboxInstallation('crash'), kind: 'create' }));
const worker = startWorker({
  store,
  redactor: createRedactor(),
  report: (error) => process.stderr.write(`${error.message}\n`),
  stepsFor: () => steps,
});
const pages = followRun(store, run.id, { after: 0, signal: hangSignal() });
while (!(await pages.next()).done);
await worker.stop();
await database.close();
