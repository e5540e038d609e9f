import { setTimeout as sleep } from 'node:timers/promises';
import { finalRunStates, type RunView } from '../../api/run.ts';
import type { KeptViews } from './kept-views.ts';
import { applyEvent, beginRunState, viewRun, type RunState } from '../../run-view/reduce-run.ts';
import type { RunRecord, RunStore } from '../store/run-store.ts';

/** A state can hold thousands of objects. */
const keptStates = 50;
/** Other queries wait for one of these in the embedded database. */
const pageSize = 500;
/** Runs of a list that are folded together when their views are not kept. Bounds the memory. */
const foldedTogether = 5;

/**
 * Folds runs into views. Remembers its position in each active run, and stores
 * the views of ended ones: each event is read once, and a list of ended runs
 * reads none.
 */
export class RunViews {
  readonly #store: RunStore;
  readonly #kept: KeptViews;
  readonly #states = new Map<string, Promise<RunState>>();

  constructor(store: RunStore, kept: KeptViews) {
    this.#store = store;
    this.#kept = kept;
  }

  /** The view of a run, including every event that its record counts. */
  async view(run: RunRecord): Promise<RunView> {
    const [view] = await this.#viewMany([run], { exact: true });
    return view ?? viewRun(begin(run));
  }

  /** The same of many for a list, in their order. A run that ended under an earlier version can look as that version showed it, until `keepAll` comes to it. */
  async viewAll(runs: readonly RunRecord[]): Promise<RunView[]> {
    return this.#viewMany(runs, { exact: false });
  }

  /** Stores the view of a run if it has ended, so that no list has to read its events. */
  async keep(runId: string): Promise<void> {
    const run = await this.#store.getRun(runId);
    if (finalRunStates.includes(run.state)) await this.view(run);
  }

  /** The same for all ended runs, newest first and in half of the time, so that requests get the rest: runs of earlier versions, and those whose process died. */
  async keepAll(signal: AbortSignal): Promise<void> {
    let before: RunRecord | undefined;
    do {
      const started = performance.now();
      const runs = await this.#kept.listUnkept({ limit: foldedTogether, before });
      before = runs.at(-1);
      // One of them may have been deleted meanwhile.
      await this.#viewMany(runs, { exact: true }).catch(() => undefined);
      await sleep(performance.now() - started, undefined, { signal }).catch(() => undefined);
    } while (before !== undefined && !signal.aborted);
  }

  async #viewMany(runs: readonly RunRecord[], { exact }: { readonly exact: boolean }): Promise<RunView[]> {
    const ended = runs.filter(({ state }) => finalRunStates.includes(state));
    const kept = await this.#kept.find(ended.map(({ id }) => id));
    const views = new Map<string, RunView>();
    const unknown = runs.filter((run) => {
      const known = kept.get(run.id);
      // Events are append-only: a view of the same length covers the same events.
      const isWhole = known?.view.lastEventId === run.lastEventId && (known.isCurrent || !exact);
      if (isWhole) views.set(run.id, known.view);
      return !isWhole;
    });
    for (let first = 0; first < unknown.length; first += foldedTogether) {
      const folded = await Promise.all(unknown.slice(first, first + foldedTogether).map((run) => this.#fold(run)));
      for (const view of folded) views.set(view.id, view);
      await this.#keep(folded.filter(({ state }) => finalRunStates.includes(state)));
    }
    return runs.map((run) => views.get(run.id) ?? viewRun(begin(run)));
  }

  async #fold(run: RunRecord): Promise<RunView> {
    const before = this.#states.get(run.id) ?? Promise.resolve(begin(run));
    const reading = before.then((state) => this.#catchUp(state, run));
    this.#states.delete(run.id);
    this.#states.set(
      run.id,
      reading.catch(() => begin(run)),
    );
    const [oldest] = this.#states.keys();
    if (this.#states.size > keptStates && oldest !== undefined) this.#states.delete(oldest);
    return viewRun(await reading);
  }

  /** A view that cannot be stored (full disk, read-only database) is folded again next time. */
  async #keep(views: readonly RunView[]): Promise<void> {
    const isKept = await this.#kept.keep(views).then(
      () => true,
      () => false,
    );
    if (isKept) for (const { id } of views) this.#states.delete(id);
  }

  async #catchUp(state: RunState, run: RunRecord): Promise<RunState> {
    while (state.lastEventId < run.lastEventId) {
      const events = await this.#store.readEvents(run.id, { after: state.lastEventId, limit: pageSize });
      if (events.length === 0) break;
      for (const event of events) applyEvent(state, event);
    }
    return state;
  }
}

function begin(run: RunRecord): RunState {
  return beginRunState({
    id: run.id,
    installation: run.installation,
    kind: run.kind,
    createdAt: run.createdAt.toISOString(),
    ...(run.requestedBy !== undefined && { requestedBy: run.requestedBy }),
  });
}
