import type { RunView } from '../api/run.ts';
import { applyEvent, beginRunState, viewRun, type RunState } from './reduce-run.ts';
import type { RunRecord, RunStore } from './run-store.ts';

const keptStates = 200;
const pageSize = 2000;

/** Folds runs to views and remembers how far it has read, so that each event is read once. */
export class RunViews {
  readonly #store: RunStore;
  readonly #states = new Map<string, Promise<RunState>>();

  constructor(store: RunStore) {
    this.#store = store;
  }

  /** The run with every event that the record knows of. */
  async view(run: RunRecord): Promise<RunView> {
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
  return beginRunState({ id: run.id, installation: run.installation, kind: run.kind, createdAt: run.createdAt.toISOString() });
}
