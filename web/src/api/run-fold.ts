import type { RunEvent, RunView } from '../../../src/api/run.ts';
import { applyEvent, beginRunState, viewRun, type RunHeader, type RunState } from '../../../src/run-view/reduce-run.ts';

/** Events after which the installation itself changes: its run's state, and whether it has a kubeconfig. */
const turningPoint = /^run\.|^kubeconfig\.stored$/;

/** The view of a run from the lines that the page has received: each line is folded once, by the same code as in the terminal. */
export class RunFold {
  readonly #state: RunState;
  /** Id of the last line that was folded. */
  #last = 0;
  #lastTurn = 0;
  #view: RunView | undefined;

  constructor({ id, installation, kind, createdAt, requestedBy }: RunHeader) {
    this.#state = beginRunState({
      id,
      installation,
      kind,
      createdAt,
      ...(requestedBy !== undefined && { requestedBy }),
    });
  }

  /** Id of the last event that requires reloading the installation; 0 for none. */
  get lastTurn(): number {
    return this.#lastTurn;
  }

  /** Takes in what has come since the last call, by its id: the oldest lines may be gone by then. The same view as before where nothing has. */
  read(events: readonly RunEvent[]): RunView {
    const firstNew = events.findLastIndex(({ id }) => id <= this.#last) + 1;
    for (const event of events.slice(firstNew)) {
      applyEvent(this.#state, event);
      if (turningPoint.test(event.type)) this.#lastTurn = event.id;
      this.#last = event.id;
      this.#view = undefined;
    }
    this.#view ??= viewRun(this.#state);
    return this.#view;
  }
}
