import * as z from 'zod';
import { toMlaError } from '../src/errors/error.ts';
import { nodeSpecsSchema, switchSettingsSchema } from './admin-schema.ts';
import { serveAdmin } from './admin-server.ts';
import { startSandboxCluster, type SandboxOptions } from './cluster.ts';

/** How this program is told what to run: one JSON argument. */
const argumentSchema: z.ZodType<SandboxOptions & { detached?: boolean }> = z.strictObject({
  name: z.string(),
  directory: z.string(),
  nodes: nodeSpecsSchema.exactOptional(),
  loadBalancer: z.boolean().exactOptional(),
  simulate: z.boolean().exactOptional(),
  switches: switchSettingsSchema.exactOptional(),
  /** It outlives the process that started it; otherwise it ends when its standard input does. */
  detached: z.boolean().exactOptional(),
});

/**
 * A sandbox cluster in a process of its own. Prints one JSON line when it is
 * up (`{"up": …}`) or could not start (`{"error": …}`), lines of progress
 * before (`{"log": …}`).
 */
async function main(): Promise<void> {
  const { detached = false, ...options } = argumentSchema.parse(JSON.parse(process.argv[2] ?? '{}'));
  const say = (message: object): void => void process.stdout.write(`${JSON.stringify(message)}\n`);
  process.stdout.on('error', () => undefined);

  let ending: Promise<void> | undefined;
  let end = async (): Promise<void> => process.exit(0);
  const endOnce = (): void => void (ending ??= end());
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, endOnce);
  if (!detached) process.stdin.resume().on('end', endOnce).on('error', endOnce);

  try {
    const cluster = await startSandboxCluster({ ...options, log: (line) => say({ log: line }) });
    const admin = await serveAdmin(cluster, endOnce);
    end = async () => {
      await admin.close();
      await cluster.stop();
      process.exit(0);
    };
    say({ up: admin.endpoint });
    const failure = await cluster.failed;
    process.stderr.write(`${failure.message} ${failure.likelyCause} ${failure.fix}\n`);
    endOnce();
  } catch (thrown) {
    say({ error: toMlaError(thrown).report() });
    process.exitCode = 1;
    process.stdin.destroy();
  }
}

await main();
