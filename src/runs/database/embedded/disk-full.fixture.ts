import { setTimeout as sleep } from 'node:timers/promises';
import { sandboxInstallation, seedDirectory } from '../open-database.fixture.ts';
import { openDatabase } from '../open-database.ts';
import { fillDisk } from './fill-disk.fixture.ts';
import { followRun } from '../../engine/stream-run-events.ts';
import { createRedactor } from '../../secrets/redactor.ts';
import { openSqlRunStore } from '../../store/sql-run-store.ts';
import { startWorker } from '../../engine/worker.ts';
import { hangSignal } from '../../../../test/patience.fixture.ts';

/*
 * A process whose data directory is on a small disk: fills it, but for as many
 * bytes as its second argument says, while a run
 * tells a lot, makes room again once it was told of the trouble, and prints
 * the run's events and what was reported.
 */

const [directory = '', left = '0'] = process.argv.slice(2);
let makeRoom = (): void => undefined;
const database = await openDatabase({ directory, seedDirectory });
const store = await openSqlRunStore(database);
const { id } = await store.createRun({ installation: sandboxInstallation('full'), kind: 'create' });
const reported: string[] = [];
const worker = startWorker({
  store,
  redactor: createRedactor(),
  report: (error) => {
    reported.push(error.code);
    void sleep(500).then(makeRoom);
  },
  stepsFor: () => [
    {
      name: 'talk',
      phase: 'install',
      title: 'Talk',
      input: () => null,
      async run({ tell }) {
        makeRoom = fillDisk(directory, Number(left));
        for (let line = 1; line <= 3000; line += 1)
          tell({ type: 'log', severity: 'info', message: `line ${line} ${'x'.repeat(700)}` });
        await Promise.resolve();
        return {};
      },
    },
  ],
});
const events: (readonly [number, string, string | undefined, string])[] = [];
for await (const page of followRun(store, id, { after: 0, signal: hangSignal() }))
  events.push(
    ...page.map(({ id: number, type, code, message }) => [number, type, code, message.replace(/ x+$/, '')] as const),
  );
await worker.stop();
await database.close();
process.stdout.write(JSON.stringify({ events, reported }));
