/** Gets a release as `mla release fetch` does. Arguments: version, tree id of its source, a folder for what it keeps. Prints one line of JSON: seconds, objects digest, and the most memory that this process and the largest renderer held, in bytes. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { composeReleaseFetches } from '../../src/app/releases/compose-release-fetches.ts';
import { openReleaseLibrary } from '../../src/kubeflow/release/release-library.ts';
import { knownReleases } from '../../src/kubeflow/releases/known-releases.ts';
import { createOutbound } from '../../src/network/outbound.ts';

const [version = '', tree = '', directory = ''] = process.argv.slice(2);
const outbound = createOutbound(process.env);
const releases = openReleaseLibrary({
  directory: join(directory, 'releases'),
  cacheDirectory: join(directory, 'cache'),
  releasePath: undefined,
  builtIn: [],
  download: () => Promise.reject(new Error('nothing is added by address here')),
});
const fetches = composeReleaseFetches({
  releases,
  cacheDirectory: directory,
  environment: process.env,
  outbound,
  known: knownReleases.map((release) => ({ ...release, tree })),
});
let renderer = 0;
const look = setInterval(() => {
  void peakOfChildren().then((peak) => (renderer = Math.max(renderer, peak)));
}, 50);
const started = performance.now();
fetches.start({ version });
const end = await fetches.follow(version, { signal: new AbortController().signal, onChange: () => undefined });
const seconds = (performance.now() - started) / 1000;
clearInterval(look);
const own = process.resourceUsage().maxRSS * 1024;
process.stdout.write(`${JSON.stringify({ seconds, objects: end.objects, own, renderer })}\n`);

/** The largest high-water mark of memory among the processes that this one runs, in bytes; 0 where the system does not tell. */
async function peakOfChildren(): Promise<number> {
  const read = (path: string): Promise<string> => readFile(`/proc/${path}`, 'utf8').catch(() => '');
  const children = (await read(`self/task/${process.pid}/children`)).split(' ').filter((child) => child !== '');
  const peaks = await Promise.all(
    children.map(async (child) => Number(/^VmHWM:\s+(\d+) kB$/m.exec(await read(`${child}/status`))?.[1] ?? 0) * 1024),
  );
  return Math.max(0, ...peaks);
}
