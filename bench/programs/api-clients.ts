/**
 * Many programs that use the API as pages and terminals do, all in this process. Arguments: URL, token, how many clients,
 * seconds, how many runs have many events. Prints one line of JSON: how long the list pages took, in milliseconds.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createApiClient } from '../../src/api/client.ts';
import { Secret } from '../../src/secret.ts';

const [url = '', token = '', count = '', seconds = '', longRuns = ''] = process.argv.slice(2);
const client = createApiClient({ url, token: new Secret(token) });
/** Milliseconds between two requests of one client. */
const pause = 1000;
const ends = performance.now() + Number(seconds) * 1000;
const taken: Record<string, number[]> = {};
const failures: string[] = [];
const floor = 'health';

/** The last entry of the page before: each client pages through the lists on its own. */
interface Place {
  installation?: string | undefined;
  run?: string | undefined;
}

const requests: readonly (readonly [list: string, ask: (place: Place, turn: number) => Promise<void>])[] = [
  [
    'installations',
    async (place) => {
      const page = await client.call('listInstallations', { query: { before: place.installation } });
      place.installation = page.at(-1)?.name;
    },
  ],
  [
    'runs',
    async (place) => {
      const page = await client.call('listRuns', { query: { before: place.run } });
      place.run = page.at(-1)?.id;
    },
  ],
  [
    'events',
    async (_place, turn) => {
      const id = `i-${String((turn % Number(longRuns)) + 1).padStart(4, '0')}-9`;
      await client.call('listEvents', { params: { id }, query: { after: (turn * 1000) % 5000 } });
    },
  ],
  // Takes one small query: what the machine and the other requests cost alone. Not counted among the lists.
  [floor, async () => void (await client.call('health', {}))],
];

async function use(number: number): Promise<void> {
  const place: Place = {};
  await sleep((number / Number(count)) * pause);
  for (let turn = number; performance.now() < ends; turn += 1) {
    const [list, ask] = requests[turn % requests.length] ?? ['', () => Promise.resolve()];
    const started = performance.now();
    await ask(place, turn).catch((error: unknown) => failures.push(String(error)));
    (taken[list] ??= []).push(performance.now() - started);
    await sleep(pause);
  }
}

await Promise.all(Array.from({ length: Number(count) }, (_one, number) => use(number)));
const at = (times: readonly number[], share: number): number => {
  const sorted = times.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};
const all = Object.entries(taken).flatMap(([list, times]) => (list === floor ? [] : times));
const lists = Object.fromEntries(
  Object.entries(taken).map(([list, times]) => [
    list,
    { requests: times.length, median: at(times, 0.5), p95: at(times, 0.95) },
  ]),
);
process.stdout.write(
  `${JSON.stringify({ requests: all.length, failures: failures.slice(0, 3), median: at(all, 0.5), p95: at(all, 0.95), worst: at(all, 1), lists })}\n`,
);
