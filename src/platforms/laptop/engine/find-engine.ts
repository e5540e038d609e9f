import { MlaError } from '../../../errors/error.ts';
import { runProgram } from '../../../programs/run-program.ts';
import { engineNames, type EngineName } from '../definition/fields.ts';
import { installHint, startHint } from '../hints.ts';
import type { Surroundings } from '../surroundings.ts';
import type { Engine } from './engine.ts';
import { readEngine } from './read-engine.ts';

const titles: Readonly<Record<EngineName, string>> = { docker: 'Docker', podman: 'Podman' };

/** Milliseconds that an engine may take to answer. Docker Desktop that is starting answers late. */
const patience = 20_000;

/**
 * The container engine that was chosen, or the first that answers.
 * @throws `laptop.engineMissing`, `laptop.engineStopped`, `laptop.engineForbidden`
 */
export async function findEngine(
  surroundings: Surroundings,
  { chosen, signal }: { readonly chosen?: EngineName | undefined; readonly signal: AbortSignal },
): Promise<Engine> {
  const candidates = chosen === undefined ? engineNames : [chosen];
  const obstacles: MlaError[] = [];
  for (const name of candidates) {
    const path = await surroundings.findProgram(name);
    if (path === undefined) continue;
    const found = await tryEngine(surroundings, { name, path, signal });
    if (!(found instanceof MlaError)) return found;
    obstacles.push(found);
  }
  throw (
    obstacles[0] ??
    new MlaError('laptop.engineMissing', {
      programs: candidates.join(' and '),
      install: installHint(chosen ?? 'docker', surroundings.system),
    })
  );
}

async function tryEngine(
  { environment, system }: Surroundings,
  { name, path, signal }: { readonly name: EngineName; readonly path: string; readonly signal: AbortSignal },
): Promise<Engine | MlaError> {
  const args = ['info', '--format', 'json'];
  const end = await runProgram({
    file: path,
    args,
    environment,
    signal,
    timeout: patience,
    maximumOutput: 1024 * 1024,
  });
  const engine = readEngine({ name, path, output: end.stdout.toString('utf8') });
  // A client without its server prints an answer full of zeros, with exit code 1, or an older one 0.
  if (end.exitCode === 0 && engine !== undefined) return engine;
  const reason = firstLine(end.stderr) ?? end.error ?? `exit code ${end.exitCode ?? 'unknown'}`;
  if (/permission denied|access is denied/i.test(end.stderr))
    return new MlaError('laptop.engineForbidden', {
      engine: titles[name],
      reason,
      command: name === 'docker' && system === 'linux' ? '`sudo usermod -aG docker "$USER"`' : startHint(name, system),
    });
  return new MlaError('laptop.engineStopped', { engine: titles[name], reason, start: startHint(name, system) });
}

function firstLine(text: string): string | undefined {
  return text
    .split('\n')
    .map((line) => line.trim())
    .find((line) => line !== '');
}
