import { switchFor, type ControllerName, type Switches } from '../switches.ts';
import type { SimulatedController, Task } from './controller.ts';
import type { KindName } from './kinds.ts';
import type { Observations } from './observations.ts';

/** How one simulated part is doing. */
export interface SimulatedPart {
  readonly name: ControllerName;
  readonly standsFor: string;
  /** What it has done since the start. */
  readonly acted: number;
  /** Objects it waits to act on: delayed, or held by a switch. */
  readonly waiting: readonly string[];
  /** Why the last thing it tried failed, when it did. */
  readonly lastFailure?: string;
}

export interface SimulationEngine {
  readonly parts: () => SimulatedPart[];
  readonly askAgain: (name: ControllerName, afterMs: number) => void;
  start(controllers: readonly SimulatedController[]): void;
}

interface Part {
  readonly controller: SimulatedController;
  /** Since when (milliseconds of the clock) each pending task has been possible. */
  readonly possibleSince: Map<string, number>;
  readonly acting: Set<string>;
  waiting: string[];
  acted: number;
  lastFailure: string | undefined;
  timer: NodeJS.Timeout | undefined;
  dueAt: number;
}

/** Changes come in bursts; one look at the world after each is enough. */
const coalesceMs = 20;
/** The watch shows a finished act within this time; until then it is not begun again. */
const settleMs = 400;
const retryMs = 700;

/** Asks simulated parts what there is to do whenever something they look at has changed, and has it done. */
export function createEngine(observations: Observations, switches: Switches, signal: AbortSignal): SimulationEngine {
  const parts = new Map<ControllerName, Part>();

  function askAgain(part: Part, afterMs: number): void {
    const dueAt = Date.now() + afterMs;
    if (part.timer !== undefined && part.dueAt <= dueAt) return;
    clearTimeout(part.timer);
    part.dueAt = dueAt;
    part.timer = setTimeout(() => {
      part.timer = undefined;
      if (!signal.aborted) pass(part);
    }, afterMs);
    part.timer.unref();
  }

  function pass(part: Part): void {
    const { controller } = part;
    const now = Date.now();
    const seen = new Set<string>();
    part.waiting = [];
    for (const task of controller.pending(observations)) {
      seen.add(task.id);
      if (part.acting.has(task.id)) continue;
      const since = part.possibleSince.get(task.id) ?? now;
      part.possibleSince.set(task.id, since);
      const { never, delayMs } = switchFor(switches.settings, controller.name, task.object);
      const wait = since + delayMs + (task.delayMs ?? 0) - now;
      if (!never && wait <= 0) void perform(part, task);
      else {
        part.waiting.push(task.object);
        if (!never) askAgain(part, wait);
      }
    }
    for (const id of part.possibleSince.keys()) if (!seen.has(id)) part.possibleSince.delete(id);
  }

  async function perform(part: Part, task: Task): Promise<void> {
    part.acting.add(task.id);
    let rest = settleMs;
    try {
      await task.act();
      part.acted++;
      part.lastFailure = undefined;
    } catch (thrown) {
      if (signal.aborted) return;
      part.lastFailure = `${task.object}: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
      rest = retryMs;
    }
    setTimeout(() => {
      part.acting.delete(task.id);
      askAgain(part, 0);
    }, rest).unref();
  }

  return {
    parts: () =>
      [...parts.values()].map(({ controller, acted, waiting, lastFailure }) => ({
        name: controller.name,
        standsFor: controller.standsFor,
        acted,
        waiting,
        ...(lastFailure === undefined ? {} : { lastFailure }),
      })),
    askAgain: (name, afterMs) => {
      const part = parts.get(name);
      if (part !== undefined) askAgain(part, afterMs);
    },
    start: (controllers) => {
      for (const controller of controllers)
        parts.set(controller.name, {
          controller,
          possibleSince: new Map(),
          acting: new Set(),
          waiting: [],
          acted: 0,
          lastFailure: undefined,
          timer: undefined,
          dueAt: 0,
        });
      const interested = new Map<KindName, Part[]>();
      for (const part of parts.values())
        for (const kind of part.controller.inputs) interested.set(kind, [...(interested.get(kind) ?? []), part]);
      observations.onChange((kind) => interested.get(kind)?.forEach((part) => askAgain(part, coalesceMs)));
      const askAll = (): void => parts.forEach((part) => askAgain(part, 0));
      switches.onChange(askAll);
      askAll();
    },
  };
}
