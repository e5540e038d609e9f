import { finalRunStates, type RunView } from '../../api/run.ts';
import type { KeptViews } from './kept-views.ts';
import { applyEvent, beginRunState, viewRun, type RunState } from '../../run-view/reduce-run.ts';
import type { RunRecord, RunStore } from '../store/run-store.ts';

const keptStates = 200;
const pageSize = 2000;

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
    const [view] = await this.viewAll([run]);
    return view ?? viewRun(begin(run));
  }

  /** The same of many, in their order. */
  async viewAll(runs: readonly RunRecord[]): Promise<RunView[]> {
    const ended = runs.filter(({ state }) => finalRunStates.includes(state));
    const kept = await this.#kept.find(ended.map(({ id }) => id));
    const folded: RunView[] = [];
    const views = await Promise.all(
      runs.map(async (run) => {
        const known = kept.get(run.id);
        // Events are append-only: a view of the same length covers the same events.
        if (known?.lastEventId === run.lastEventId) return known;
        const view = await this.#fold(run);
        if (finalRunStates.includes(view.state)) folded.push(view);
        return view;
      }),
    );
    await this.#keep(folded);
    return views;
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
