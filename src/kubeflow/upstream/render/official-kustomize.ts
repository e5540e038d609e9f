import { chmod, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DownloadCache } from '../download/download-cache.ts';
import { readArchive } from '../source/read-archive.ts';
import type { RenderEngine } from './render-engine.ts';

const version = '5.8.1';

/** sha256 of upstream's archives of kustomize, by system and processor. */
const archives: Readonly<Record<string, string>> = {
  linux_amd64: '029a7f0f4e1932c52a0476cf02a0fd855c0bb85694b82c338fc648dcb53a819d',
  linux_arm64: '0953ea3e476f66d6ddfcd911d750f5167b9365aa9491b2326398e289fef2c142',
  darwin_amd64: 'ee7cf0c1e3592aa7bb66ba82b359933a95e7f2e0b36e5f53ed0a4535b017f2f8',
  darwin_arm64: '8886f8a78474e608cc81234f729fda188a9767da23e28925802f00ece2bab288',
};

export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly arch: string;
}

/**
 * Upstream's own kustomize for this machine: downloaded once, its digest
 * checked, kept beside the downloads. Undefined where there is none
 * (Windows, other processors).
 */
export async function fetchOfficialKustomize(options: {
  downloads: DownloadCache;
  directory: string;
  machine: Machine;
  signal: AbortSignal;
}): Promise<RenderEngine | undefined> {
  const { downloads, directory, machine, signal } = options;
  const name = `${machine.platform}_${machine.arch === 'x64' ? 'amd64' : machine.arch}`;
  const sha256 = archives[name];
  if (sha256 === undefined) return undefined;
  const address = `https://github.com/kubernetes-sigs/kustomize/releases/download/kustomize%2Fv${version}/kustomize_v${version}_${name}.tar.gz`;
  const archive = await readArchive(await downloads.get(address, { signal, sha256 }), {
    origin: address,
    topFolder: false,
    signal,
  });
  const program = archive.get('kustomize');
  if (program === undefined) return undefined;
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, 'kustomize');
  await writeFile(file, program.content, { mode: 0o700 });
  await chmod(file, 0o700);
  return { title: `kustomize ${version}`, file, leading: ['build'] };
}
