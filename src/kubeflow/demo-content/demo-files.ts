import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Accelerator } from './accelerators.ts';

const folder = fileURLToPath(new URL('../../../demo', import.meta.url));

/** The files of the volume: text by path. Notebooks are beside the package, so that they can import it. */
export async function readVolumeFiles(): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const [from, to] of [
    ['notebooks', ''],
    ['shapes', 'shapes/'],
    ['pipeline', 'pipeline/'],
  ] as const)
    for (const name of (await readdir(join(folder, from))).toSorted())
      // Compiled pipelines are uploaded, and Python leaves folders of its own.
      if (/\.(ipynb|py)$/.test(name)) files.set(to + name, await readFile(join(folder, from, name), 'utf8'));
  return files;
}

/** The compiled pipeline, with the image that its steps run in, and the accelerator that its training asks for. */
export async function readPipeline(given: {
  readonly image: string;
  readonly accelerator: Accelerator | undefined;
}): Promise<string> {
  const { image, accelerator } = given;
  const name = accelerator === undefined ? 'shapes.yaml' : 'shapes-gpu.yaml';
  const text = await readFile(join(folder, 'pipeline', name), 'utf8');
  const withImage = text.replace(/^( +image: ).*$/gm, `$1${image}`);
  return accelerator === undefined ? withImage : withImage.replaceAll(': nvidia.com/gpu', `: ${accelerator}`);
}
