/** How long a bundle takes to load, several times in one process. Arguments: bundle, times. Prints one line of JSON. */
import { readFile } from 'node:fs/promises';
import { loadRelease } from '../../src/kubeflow/release/load-release.ts';

const [bundle = '', times = '9'] = process.argv.slice(2);
const milliseconds: number[] = [];
for (let i = 0; i < Number(times); i += 1) {
  const started = performance.now();
  const release = loadRelease(await readFile(bundle));
  milliseconds.push(performance.now() - started);
  if (release.objects.length === 0) throw new Error('the bundle is empty');
}
process.stdout.write(
  `${JSON.stringify({ first: milliseconds[0], milliseconds: milliseconds.toSorted((one, other) => one - other) })}\n`,
);
