import { z } from 'zod';
import { askEngine, listFromEngine, type EngineCall } from './ask-engine.ts';

/** A container of a cluster, running or not. */
export interface NodeContainer {
  readonly id: string;
  readonly name: string;
  readonly running: boolean;
  readonly labels: Readonly<Record<string, string>>;
  /** Directories of this machine that it mounts. */
  readonly mounts: readonly string[];
  /** The variables that it was created with. */
  readonly variables: Readonly<Record<string, string>>;
}

const inspected = z.array(
  z.object({
    Id: z.string(),
    Name: z.string(),
    State: z.object({ Running: z.boolean() }),
    Config: z.object({ Labels: z.record(z.string(), z.string()).nullish(), Env: z.array(z.string()).nullish() }),
    HostConfig: z.object({ Binds: z.array(z.string()).nullish() }),
    Mounts: z.array(z.object({ Source: z.string().default('') })).nullish(),
  }),
);

/** The containers with a label, `key=value`. @throws `laptop.engineRefused` */
export async function listNodeContainers(label: string, call: EngineCall): Promise<NodeContainer[]> {
  const ids = await listFromEngine(['ps', '--all', '--quiet', '--no-trunc', '--filter', `label=${label}`], call);
  if (ids.length === 0) return [];
  const containers = inspected.parse(JSON.parse(await askEngine(['container', 'inspect', ...ids], call)));
  return containers.map(({ Id, Name, State, Config, HostConfig, Mounts }) => ({
    id: Id,
    name: Name.replace(/^\//, ''),
    running: State.Running,
    labels: Config.Labels ?? {},
    mounts: [
      ...(Mounts ?? []).map(({ Source }) => Source),
      ...(HostConfig.Binds ?? []).map((bind) => sourceOf(bind)),
    ].filter((source) => source !== ''),
    variables: Object.fromEntries((Config.Env ?? []).map((pair) => splitAt(pair, pair.indexOf('=')))),
  }));
}

/** Starts or stops containers. */
export async function changeContainers(
  action: 'start' | 'stop',
  containers: readonly NodeContainer[],
  call: EngineCall,
): Promise<void> {
  if (containers.length > 0) await askEngine([action, ...containers.map(({ id }) => id)], call, 5 * 60_000);
}

/** `C:\data:/inside:ro` and `/data:/inside`: the part before the path in the container. */
function sourceOf(bind: string): string {
  return /^((?:[a-z]:)?[^:]+):/i.exec(bind)?.[1] ?? '';
}

/** `NAME=value`: the name and the value, which may hold `=`. */
function splitAt(pair: string, index: number): [string, string] {
  return index < 0 ? [pair, ''] : [pair.slice(0, index), pair.slice(index + 1)];
}
