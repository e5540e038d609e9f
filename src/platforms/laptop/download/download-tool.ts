import { createHash } from 'node:crypto';
import { open, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { MlaError } from '../../../errors/error.ts';
import type { OutboundFetch } from '../../../network/outbound.ts';
import type { ToolId } from '../tool.ts';
import { pinnedFile, pinnedTools, thisMachine, type PinnedFile } from './pinned-tools.ts';

/** The largest of the files, minikube's, has about 130 MB. */
const maximumSize = 200 * 1024 * 1024;

export interface ToolDownload {
  /** Where downloaded tools are. */
  readonly directory: string;
  readonly fetch: OutboundFetch;
  readonly signal: AbortSignal;
  /** `linux-x64`; this machine when left out. */
  readonly machine?: string;
  /** What to download instead of the pinned file. */
  readonly file?: PinnedFile;
}

/** The path of a downloaded tool, there or not. */
export function downloadedPath(tool: ToolId, directory: string): string {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  return join(directory, `${tool}-${pinnedTools[tool].version}${suffix}`);
}

/**
 * Downloads a tool, and keeps it only if it has the pinned digest. Returns its path.
 * @throws `laptop.notPinned`, `laptop.downloadFailed`, `laptop.digestMismatch`
 */
export async function downloadTool(
  tool: ToolId,
  { directory, fetch, signal, machine = thisMachine, file = pinnedFile(tool, machine) }: ToolDownload,
): Promise<string> {
  const target = downloadedPath(tool, directory);
  if (file === undefined) throw new MlaError('laptop.notPinned', { tool, machine });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const temporary = `${target}.${process.pid}.part`;
  try {
    const found = await writeDownload(file.url, { temporary, fetch, signal });
    if (found !== file.sha256)
      throw new MlaError('laptop.digestMismatch', { tool, address: file.url, expected: file.sha256, found });
    await rename(temporary, target);
    return target;
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof MlaError) throw thrown;
    const reason = thrown instanceof Error ? reasonOf(thrown) : String(thrown);
    throw new MlaError('laptop.downloadFailed', { tool, address: file.url, reason }, { cause: thrown });
  } finally {
    await rm(temporary, { force: true });
  }
}

/** The digest of what was written. */
async function writeDownload(
  url: string,
  { temporary, fetch, signal }: Pick<ToolDownload, 'fetch' | 'signal'> & { readonly temporary: string },
): Promise<string> {
  const answer = await fetch(url, { signal });
  if (!answer.ok || answer.body === null) throw new Error(`the server answered HTTP ${answer.status}`);
  const hash = createHash('sha256');
  const output = await open(temporary, 'w', 0o755);
  let size = 0;
  try {
    for await (const part of answer.body as unknown as AsyncIterable<Uint8Array>) {
      size += part.length;
      if (size > maximumSize) throw new Error(`the file is larger than ${maximumSize / 1024 / 1024} MiB`);
      hash.update(part);
      await output.write(part);
    }
  } finally {
    await output.close();
  }
  return hash.digest('hex');
}

/** `fetch` says only that it failed; its cause says why. */
function reasonOf({ message, cause }: Error): string {
  return cause instanceof Error ? cause.message : message;
}
