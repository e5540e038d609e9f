import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { kubeflow26_03_1 } from '../src/kubeflow/releases/26.03.1.ts';
import { kubeflowSources, sourcesDirectory } from '../src/kubeflow/upstream/testing/kubeflow-sources.fixture.ts';
import { serveSources } from '../src/kubeflow/upstream/testing/serve-sources.fixture.ts';
import { startConnectProxy } from '../src/network/testing/connect-proxy.fixture.ts';
import type { Measurement } from './measurement.ts';
import { median } from './service-measurements.ts';
import { runProgram } from './run-program.ts';

interface Fetched {
  readonly seconds: number;
  readonly objects: string;
  readonly own: number;
  readonly renderer: number;
}

/** (p) Getting Kubeflow from its source by a process of its own, the download from this machine included, with nothing in its caches; (q) the most memory that one process of it holds. None where the sources are not on this machine. */
export async function measureFetch({
  directory,
  log,
}: {
  directory: string;
  log: (line: string) => void;
}): Promise<Measurement[]> {
  if (sourcesDirectory === undefined) {
    log('The fetch of a release is not measured: that needs its sources (MLA_RELEASE_PATH/sources).');
    return [];
  }
  const { known, served } = await kubeflowSources(kubeflow26_03_1);
  const github = await serveSources(served);
  const proxy = await startConnectProxy({ to: github.port });
  try {
    const authority = join(directory, 'github.pem');
    await writeFile(authority, github.certificate);
    const environment = { HTTPS_PROXY: `http://${proxy.host}`, NODE_EXTRA_CA_CERTS: authority };
    const runs: Fetched[] = [];
    for (let turn = 0; turn < 3; turn += 1) {
      const empty = await mkdtemp(join(directory, 'fetch-'));
      const run = await runProgram<Fetched>('fetch', [known.version, known.tree ?? '', empty], { environment });
      if (run.objects !== known.objects[0]) throw new Error(`other objects: ${run.objects}`);
      runs.push(run);
    }
    const gigabytes = runs.map(({ own, renderer }) => Math.max(own, renderer) / 1e9);
    return [
      {
        id: 'p',
        title: 'Kubeflow from its source, nothing cached, median of 3',
        value: median(runs.map(({ seconds }) => seconds)),
        unit: 's',
        bar: { kind: 'at most', value: 15 },
        detail: { runs },
      },
      {
        id: 'q',
        title: 'memory of its largest process',
        value: Math.max(...gigabytes),
        unit: 'GB',
        bar: { kind: 'at most', value: 0.5 },
        detail: { gigabytes },
      },
    ];
  } finally {
    await proxy.close();
    await github.close();
  }
}
