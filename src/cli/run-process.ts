import { watchInterruption } from './interruption.ts';
import { runCli } from './run-cli.ts';
import type { StartLocalService } from '../app/start-local-service.ts';

/** The command line on this process: its streams, environment and signals. */
export async function runProcess(words: readonly string[]): Promise<void> {
  bearLostReaders();
  const interruption = watchInterruption();
  const { env: environment, stdin, stdout, stderr } = process;
  try {
    process.exitCode = await runCli(words, {
      environment,
      stdin,
      stdout,
      stderr,
      signal: interruption.signal,
      startLocalService,
    });
  } finally {
    interruption.stop();
  }
}

/** The whole product is read only where this process has to be the server. */
const startLocalService: StartLocalService = async (options) => {
  const product = await import('../app/start-local-service.ts');
  return product.startLocalService(options);
};

/** `mla logs | head` closes the pipe: that is an end, not a fault. So is a closed terminal; what is under way then ends by its signal. */
function bearLostReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      if (error.code !== 'EIO') throw error;
    });
  }
}
