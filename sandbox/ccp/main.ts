import { parseArgs } from 'node:util';
import { startRealCluster } from './clusters/sandbox-clusters.ts';
import { startCcpSimulator } from './simulator.ts';

/**
 * The simulator as a process of its own: `node sandbox/ccp/main.ts --directory DIR [--port N] [--speed N] [--detached]`.
 * Prints one line of JSON when it is up, and ends when its standard input closes, so that it never outlives who started it, unless `--detached`.
 */
const { values } = parseArgs({
  options: {
    directory: { type: 'string' },
    port: { type: 'string' },
    speed: { type: 'string' },
    detached: { type: 'boolean', default: false },
  },
});
if (values.directory === undefined) {
  process.stderr.write('Say where to keep the state: --directory DIR\n');
  process.exit(2);
}
const ccp = await startCcpSimulator({
  directory: values.directory,
  startCluster: startRealCluster,
  ...(values.port === undefined ? {} : { port: Number(values.port) }),
  ...(values.speed === undefined ? {} : { speed: Number(values.speed) }),
});
const { address, fingerprint, username, password, adminToken } = ccp;
process.stdout.write(`${JSON.stringify({ address, fingerprint, username, password, adminToken })}\n`);

let ending: Promise<void> | undefined;
async function end(): Promise<void> {
  await (ending ??= ccp.stop());
  process.exit(0);
}
if (!values.detached) process.stdin.resume().once('end', () => void end());
process.stdout.on('error', () => undefined);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => void end());
