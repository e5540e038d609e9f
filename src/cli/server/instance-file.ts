import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Secret } from '../../secret.ts';
import { writePrivateFile } from './write-private-file.ts';

/** The server that works on a data directory: how another command on this machine reaches it. */
export interface Instance {
  readonly url: string;
  /** Where people find its pages; its `url` where it is not said. */
  readonly publicUrl?: string | undefined;
  readonly token: Secret;
  readonly processId: number;
  /** It ends with the command that started it. */
  readonly passing?: boolean | undefined;
}

const fileContent = z.object({
  url: z.url(),
  publicUrl: z.url().optional(),
  token: z.string().min(1),
  processId: z.int().positive(),
  passing: z.boolean().optional(),
});

/** Undefined when there is no such file, or it is not one of ours. It can be left over from a process that was killed. */
export async function readInstance(dataDirectory: string): Promise<Instance | undefined> {
  const text = await readFile(pathIn(dataDirectory), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const content = fileContent.safeParse(parseJson(text));
  return content.success ? { ...content.data, token: new Secret(content.data.token) } : undefined;
}

/** Only its owner may read it, because it holds the token. */
export async function writeInstance(
  dataDirectory: string,
  { url, publicUrl, token, processId, passing }: Instance,
): Promise<void> {
  await writePrivateFile(
    pathIn(dataDirectory),
    `${JSON.stringify({ url, publicUrl, token: token.reveal(), processId, passing })}\n`,
  );
}

/** Removes the file of this process, and leaves that of another one alone. */
export async function removeInstance(dataDirectory: string, processId: number): Promise<void> {
  if ((await readInstance(dataDirectory))?.processId === processId) await rm(pathIn(dataDirectory), { force: true });
}

function pathIn(dataDirectory: string): string {
  return join(dataDirectory, 'instance.json');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
