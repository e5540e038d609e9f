import { setTimeout as pause } from 'node:timers/promises';
import { MlaError } from '../../errors/error.ts';
import type { PipelinesClient } from '../pipelines/client.ts';
import { findAccelerator, type Accelerator } from './accelerators.ts';
import { readPipeline, readVolumeFiles } from './demo-files.ts';
import { demoName, frameworks, type DemoPlace, type DemoSite, type Framework } from './demo-names.ts';
import { ensureDemoRun, followDemoRun, refuseForeignWork, type DemoRun } from './demo-run.ts';
import { chooseIde } from './ide/choose-ide.ts';
import type { Ide, IdeState } from './ide/ide.ts';
import { createVolume, reasonForVolume } from './volume.ts';

/** The parts of the demo, in the order in which they are made. */
export type DemoPart = 'volume' | 'ide' | 'pipeline';

export interface DemoWish {
  readonly framework: Framework;
  /** Take a GPU, where nodes have one. */
  readonly gpu: boolean;
  /** In place of one that the release offers. */
  readonly image?: string | undefined;
  /** Undefined where Kubeflow Pipelines is not installed. */
  readonly pipelines: PipelinesClient | undefined;
  /** A part has this state now. */
  readonly onProgress?: (part: DemoPart, state: string) => void;
  readonly everyMilliseconds?: number;
  /** That a part may take: images of frameworks have several gigabytes. */
  readonly patienceSeconds?: number;
}

/** The demo as it is installed. */
export interface InstalledDemo {
  readonly namespace: string;
  readonly variant: string;
  readonly image: string;
  readonly ide: { readonly kind: Ide['kind']; readonly path: string };
  readonly run: DemoRun | undefined;
}

/**
 * Makes what is missing of the demo, and waits until it is ready and its pipeline has ended. After an interruption, run
 * it again: it uses what is there.
 * @throws `demoContent.*`, and the errors of the pipelines client
 */
export async function installDemo(place: DemoPlace, wish: DemoWish): Promise<InstalledDemo> {
  const { framework, gpu, image, pipelines, onProgress = () => undefined, everyMilliseconds = 2000 } = wish;
  const accelerator = gpu ? await requireAccelerator(place) : undefined;
  const variant = [frameworks[framework], accelerator].filter((word) => word !== undefined).join(' with ');
  const site: DemoSite = { ...place, variant };
  const ide = await chooseIde(site, { framework, accelerator, image });
  if (ide === undefined) throw new MlaError('demoContent.noIde', { name: place.installation });
  const wait = waiter(site, { everyMilliseconds, seconds: wish.patienceSeconds ?? 1800, onProgress });

  if (pipelines !== undefined) await refuseForeignWork(pipelines, place.signal);
  await createVolume(site, { files: await readVolumeFiles(), image: ide.image, accelerator });
  await wait('volume', () => reasonForVolume(site));
  await ide.create({ claim: demoName, accelerator });
  await wait('ide', async () => reasonOf(await ide.look()));
  const run = pipelines && (await runPipeline(pipelines));
  return { namespace: place.namespace, variant, image: ide.image, ide: { kind: ide.kind, path: ide.path }, run };

  async function runPipeline(client: PipelinesClient): Promise<DemoRun> {
    const definition = await readPipeline({ image: ide?.image ?? '', accelerator });
    const { id } = await ensureDemoRun(client, { framework, variant, definition }, place.signal);
    return followDemoRun(client, id, {
      signal: place.signal,
      everyMilliseconds,
      onRun: (now) => onProgress('pipeline', wordsOf(now)),
    });
  }
}

async function requireAccelerator(place: DemoPlace): Promise<Accelerator> {
  const found = await findAccelerator(place);
  if (found === undefined) throw new MlaError('demoContent.noGpu', { name: place.installation });
  return found;
}

type Waiter = (part: DemoPart, look: () => Promise<string | undefined>) => Promise<void>;

/** Asks until there is no reason to wait. Throws `demoContent.notReady` with the last one. */
function waiter(
  { namespace, signal }: DemoPlace,
  given: {
    readonly everyMilliseconds: number;
    readonly seconds: number;
    readonly onProgress: (part: DemoPart, state: string) => void;
  },
): Waiter {
  return async (part, look) => {
    const deadline = Date.now() + given.seconds * 1000;
    for (;;) {
      const reason = await look();
      given.onProgress(part, reason ?? 'ready');
      if (reason === undefined) return;
      if (Date.now() > deadline)
        throw new MlaError('demoContent.notReady', {
          part: partNames[part],
          namespace,
          seconds: given.seconds,
          reason,
        });
      await pause(given.everyMilliseconds, undefined, { signal });
    }
  };
}

/** For people. */
export const partNames: Readonly<Record<DemoPart, string>> = {
  volume: 'volume',
  ide: 'notebook server',
  pipeline: 'pipeline',
};

function reasonOf(found: IdeState): string | undefined {
  if (found.state === 'ready') return undefined;
  return found.state === 'absent' ? 'somebody deleted it' : found.reason;
}

/** The state of a run, and the step that it is at. */
export function wordsOf({ state, steps }: DemoRun): string {
  const at = steps.find((step) => step.state === 'RUNNING' || step.state === 'FAILED');
  return at === undefined ? state : `${state}, ${at.name}`;
}
