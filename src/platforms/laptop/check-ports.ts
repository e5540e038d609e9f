import { createServer } from 'node:net';
import { MlaError } from '../../errors/error.ts';
import type { ToolId } from './tool.ts';

/** Whether the ports of this machine are free. @throws `laptop.portTaken` */
export async function checkPorts(pairs: readonly string[], tool: ToolId): Promise<void> {
  for (const pair of pairs) {
    const port = Number(pair.split(':')[0]);
    if (!(await isFree(port))) throw new MlaError('laptop.portTaken', { port, tool });
  }
}

/** A port below 1024 that this account may not open is not taken: the engine opens it. */
async function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code !== 'EADDRINUSE'));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => resolve(true)));
  });
}
