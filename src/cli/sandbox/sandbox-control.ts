import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, rm } from 'node:fs/promises';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';

const sandboxDescription = z.object({
  name: z.string(),
  server: z.string(),
  kubeconfig: z.string(),
  directory: z.string(),
  processId: z.int(),
  startedAt: z.iso.datetime(),
});
/** A running sandbox as another command sees it; `kubeconfig` is a path. */
export type SandboxDescription = z.infer<typeof sandboxDescription>;

const stopWord = 'stop';

/**
 * The process that holds a sandbox answers on a socket of its own. A process
 * id in a file would do for less, but ids are given again to other programs.
 */
export async function answerFor(
  description: SandboxDescription,
): Promise<{ readonly stopAsked: Promise<void>; close(): Promise<void> }> {
  const path = socketPath(description.directory);
  if ((await describeSandbox(description.directory)) === undefined) await rm(path, { force: true });
  const clients = new Set<Socket>();
  const asked = Promise.withResolvers<undefined>();
  const server: Server = createServer((client) => {
    clients.add(client);
    client.on('error', () => client.destroy()).on('close', () => clients.delete(client));
    client.on('data', (data) => {
      if (data.toString().startsWith(stopWord)) asked.resolve(undefined);
    });
    client.write(`${JSON.stringify(description)}\n`);
  });
  server.listen(path);
  await once(server, 'listening');
  await chmod(path, 0o600);
  return {
    stopAsked: asked.promise,
    close: async () => {
      for (const client of clients) client.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Undefined when no process holds a sandbox in this folder. */
export async function describeSandbox(directory: string): Promise<SandboxDescription | undefined> {
  const socket = connect(socketPath(directory));
  try {
    let text = '';
    for await (const chunk of socket) {
      text += String(chunk);
      if (text.includes('\n')) return sandboxDescription.parse(JSON.parse(text));
    }
    return undefined;
  } catch {
    return undefined;
  } finally {
    socket.destroy();
  }
}

/** Asks the process that holds the sandbox to end it, and waits until it has. False when none runs. */
export async function stopSandbox(directory: string): Promise<boolean> {
  if ((await describeSandbox(directory)) === undefined) return false;
  const socket = connect(socketPath(directory));
  socket.on('error', () => socket.destroy());
  socket.resume().write(stopWord);
  await once(socket, 'close');
  return true;
}

/** Short, whatever the folder is called: a socket's path has room for about 100 characters. */
function socketPath(directory: string): string {
  return join(
    tmpdir(),
    `mla-sandbox-${createHash('sha256').update(resolve(directory)).digest('hex').slice(0, 20)}.sock`,
  );
}
