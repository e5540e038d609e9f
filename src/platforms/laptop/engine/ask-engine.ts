import { MlaError } from '../../../errors/error.ts';
import { runProgram } from '../../../programs/run-program.ts';
import type { Engine } from './engine.ts';

/** Milliseconds that the engine may take for one answer. */
const patience = 30_000;

/** How the engine is asked. */
export interface EngineCall {
  readonly engine: Engine;
  readonly environment: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** What the engine's own program prints. @throws `laptop.engineRefused` */
export async function askEngine(
  args: readonly string[],
  { engine, environment, signal }: EngineCall,
  timeout = patience,
): Promise<string> {
  const end = await runProgram({
    file: engine.path,
    args,
    environment,
    signal,
    timeout,
    maximumOutput: 16 * 1024 * 1024,
  });
  if (end.exitCode === 0) return end.stdout.toString('utf8');
  throw new MlaError('laptop.engineRefused', {
    engine: engine.title,
    command: [engine.name, ...args.slice(0, 2)].join(' '),
    reason: end.stderr.trim() || (end.error ?? `exit code ${end.exitCode ?? 'unknown'}`),
  });
}

/** The same, as lines that are not empty. */
export async function listFromEngine(args: readonly string[], call: EngineCall): Promise<string[]> {
  return (await askEngine(args, call))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
}
