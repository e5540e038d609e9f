import { open } from 'node:fs/promises';

/** Writes a file that only its owner can read, even if it existed with wider permissions. */
export async function writePrivateFile(file: string, text: string | Uint8Array): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.chmod(0o600);
    await handle.writeFile(text);
  } finally {
    await handle.close();
  }
}
