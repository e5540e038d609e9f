import { setTimeout as sleep } from 'node:timers/promises';
import { sandboxInstallation, seedDirectory } from '../open-database.fixture.ts';
import { openDatabase } from '../open-database.ts';
import { fillDisk } from './fill-disk.fixture.ts';
import { createRedactor } from '../../secrets/redactor.ts';
import { openSqlRunStore } from '../../store/sql-run-store.ts';
import { startWorker } from '../../engine/worker.ts';
import { eventually } from '../../../../test/patience.fixture.ts';

/*
 * A process whose data directory is on a small disk: two runs tell a lot on a
 * full disk, but for as many bytes as its second argument says. Without making
 * room it cancels the first, and then ends as after Ctrl-C. Prints what the
 * runs are; then, with room, what their events say.
 */

const [directory = '', left = '0'] = process.argv.slice(2);
const database = await openDatabase({ directory, seedDirectory });
const store = await openSqlRunStore(database);
const ids = [];
for (const name of ['cancelled', 'left'])
  ids.push((await store.createRun({ installation: sandboxInstallation(name), kind: 'create' })).id);
const [first = '', second = ''] = ids;
const reported: string[] = [];
let talking = 0;
let makeRoom: (() => void) | undefined;
const worker = startWorker({
  store,
  redactor: createRedactor(),
  report: ({ code }) => reported.push(code),
  stepsFor: () => [
    {
      name: 'talk',
      phase: 'install',
      title: 'Talk',
      input: () => null,
      async run({ tell, signal }) {
        talking += 1;
        while (talking < 2) await sleep(20);
        makeRoom ??= fillDisk(directory, Number(left));
        for (let line = 1; line <= 300; line += 1)
          tell({ type: 'log', severity: 'info', message: `line ${line} ${'x'.repeat(700)}` });
        await sleep(3_600_000, undefined, { signal });
        return {};
      },
    },
  ],
});
await eventually(() => Promise.resolve(reported.length >= 2));
await store.requestCancel(first);
// Where not a byte is left, a cancel waits for room.
if (left !== '0') await eventually(async () => (await store.getRun(first)).state === 'cancelled');
await worker.stop();
const states = [(await store.getRun(first)).state, (await store.getRun(second)).state];
makeRoom?.();
const events = await Promise.all(
  ids.map(async (id) =>
    (await store.readEvents(id, { after: 0, limit: 1000 })).map(({ id: number, type }) => [number, type] as const),
  ),
);
await database.close();
process.stdout.write(JSON.stringify({ states, events, reported }));
