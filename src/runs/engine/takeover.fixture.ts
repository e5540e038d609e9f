import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { sandboxInstallation } from '../database/open-database.fixture.ts';
import { openDatabase } from '../database/open-database.ts';
import { followRun } from './stream-run-events.ts';
import { createRedactor } from '../secrets/redactor.ts';
import { openSqlRunStore } from '../store/sql-run-store.ts';
import type { Step, StepContext } from './step.ts';
import { startWorker } from './worker.ts';
import { hangSignal } from '../../../test/patience.fixture.ts';

/*
 * A worker process that shares a PostgreSQL server with another one: is given
 * the server's URL, works on the one run there and says on standard output
 * which step it begins. Its second step is endless when the second argument
 * says so; otherwise it waits in the middle for a word on standard input. Ends
 * when the run does, whoever ended it.
 */

const [url = '', second] = process.argv.slice(2);
const say = (line: string): boolean => process.stdout.write(`${line}\n`);

async function talk(name: string, { tell }: StepContext, from: number): Promise<void> {
  for (let line = from; line < from + 40; line += 1) {
    tell({ type: 'log', severity: 'info', message: `${name} ${line}` });
    await sleep(5);
  }
}

async function talkForEver(name: string, context: StepContext): Promise<void> {
  const { signal } = context;
  signal.addEventListener('abort', () => say(`stopped: ${String(signal.reason)}`), { once: true });
  for (let line = 1; ; line += 40) await talk(name, context, line);
}

const steps = ['one', 'two', 'three'].map((name): Step => ({
  name,
  phase: 'install',
  title: name,
  input: () => null,
  async run(context) {
    say(name);
    if (name === 'two' && second === 'endless') await talkForEver(name, context);
    await talk(name, context, 1);
    if (name === 'two') await once(process.stdin, 'data');
    await talk(name, context, 41);
    return { by: process.pid };
  },
}));

const database = await openDatabase({ url });
const store = await openSqlRunStore(database);
const [known] = await store.listRuns();
const run = known ?? (await store.createRun({ installation: sandboxInstallation('shared'), kind: 'create' }));
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
// The endless step goes on without being listened to.
process.exit(0);
