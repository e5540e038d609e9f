import type { MachinePart, MachineView, OtherCluster } from '../../../api/contract.ts';
import { MlaError, toMlaError } from '../../../errors/error.ts';
import { checkPorts } from '../check-ports.ts';
import { checkRootless, lookAtParts } from '../check-machine.ts';
import type { LaptopWish } from '../definition/fields.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineCall } from '../engine/ask-engine.ts';
import { findEngine } from '../engine/find-engine.ts';
import { findOthers } from './find-others.ts';
import { findTool } from '../machine.ts';
import type { Surroundings } from '../surroundings.ts';
import type { LaptopTool } from '../tool.ts';
import { suggestComponents } from './suggest-components.ts';

export interface MachineLook {
  readonly tool: LaptopTool;
  readonly surroundings: Surroundings;
  readonly wish: LaptopWish;
  readonly dataDirectory: string;
  /** The file that can be downloaded; undefined if none can. */
  readonly download: MachinePart['download'];
  readonly engineCall: (engine: Engine) => EngineCall;
  /** Where the kernel shows its settings; `/proc` when left out. */
  readonly kernelDirectory: string | undefined;
  readonly signal: AbortSignal;
}

/** What this machine has of what a cluster needs. Never throws for something that is missing. */
export async function lookAtMachine(look: MachineLook): Promise<MachineView> {
  const { tool, surroundings, wish, signal, download } = look;
  const [engine, found] = await Promise.all([
    attempt(findEngine(surroundings, { chosen: wish.engine, signal }), signal),
    attempt(findTool(tool, surroundings, signal), signal),
  ]);
  const parts: MachinePart[] = [
    found instanceof MlaError
      ? { ...missing('tool', found), ...(download !== undefined && { download }) }
      : present('tool', `${tool.id} ${found.version}`),
    enginePart(engine),
    ...(engine instanceof MlaError ? [] : await partsOf(engine, look)),
    ...(await portsOf(look)),
  ];
  return {
    ready: parts.every(({ state }) => state !== 'missing'),
    parts,
    ...(!(engine instanceof MlaError) && { capacity: capacityOf(engine) }),
    suggested: engine instanceof MlaError ? 'all' : suggestComponents(capacityOf(engine)),
    others: engine instanceof MlaError ? [] : await othersOn(engine, look),
  };
}

/** An engine that does not list its containers says so when a cluster is created. */
async function othersOn(
  engine: Engine,
  { tool, dataDirectory, engineCall, signal }: MachineLook,
): Promise<OtherCluster[]> {
  const others = await attempt(findOthers(tool, { dataDirectory, call: engineCall(engine) }), signal);
  return others instanceof MlaError ? [] : others;
}

function enginePart(engine: Engine | MlaError): MachinePart {
  if (engine instanceof MlaError) return missing('engine', engine);
  const found = `${engine.title} ${engine.version}`;
  const obstacle = checkRootless(engine);
  return obstacle === undefined
    ? present('engine', found)
    : { part: 'engine', state: 'missing', found, error: obstacle.error.report() };
}

async function partsOf(engine: Engine, { tool, wish, kernelDirectory }: MachineLook): Promise<MachinePart[]> {
  const looks = await lookAtParts({ tool, engine, wish, withKubeflow: true, kernelDirectory });
  return looks.map(({ part, found, obstacle }) => ({
    part,
    found,
    state: obstacle === undefined ? 'found' : obstacle.blocks ? 'missing' : 'short',
    ...(obstacle !== undefined && { error: obstacle.error.report() }),
  }));
}

async function portsOf({ tool, wish, signal }: MachineLook): Promise<MachinePart[]> {
  if (wish.ports.length === 0) return [];
  const taken = await attempt(checkPorts(wish.ports, tool.id), signal);
  return [taken instanceof MlaError ? missing('ports', taken) : present('ports', wish.ports.join(', '))];
}

function capacityOf({ title, memory, cpus }: Engine): NonNullable<MachineView['capacity']> {
  return { owner: title, memoryMiB: Math.floor(memory / 1024 ** 2), cpus };
}

const present = (part: MachinePart['part'], found: string): MachinePart => ({ part, state: 'found', found });
const missing = (part: MachinePart['part'], error: MlaError): MachinePart => ({
  part,
  state: 'missing',
  found: '',
  error: error.report(),
});

/** The answer, or the error that it failed with. Rejects when the signal aborted. */
async function attempt<Answer>(answer: Promise<Answer>, signal: AbortSignal): Promise<Answer | MlaError> {
  return answer.catch((thrown: unknown) => {
    signal.throwIfAborted();
    return toMlaError(thrown);
  });
}
