import type { InstallOptions } from '../install-options.ts';
import type { TrackedObject } from '../readiness-tracker.ts';
import type { SendTrouble } from '../send-objects.ts';
import { joinEqualCauses } from './equal-causes.ts';
import type { WaitExplainer } from './explain-waits.ts';
import type { LaterWaits } from './later-waits.ts';

/** What an install waits for at one moment. */
interface WaitsNow {
  readonly unready: readonly TrackedObject[];
  readonly unsent: readonly SendTrouble[];
  /** The API server's problem; undefined when it answers. */
  readonly server: string | undefined;
  /** Kinds that the API server does not serve yet. */
  readonly unserved: readonly string[];
}

/** Reports what an install waits for: each change once, and each overdue cause once. */
export class WaitReports {
  readonly #waits: WaitExplainer;
  readonly #later: LaterWaits;
  readonly #tell: InstallOptions['tell'];
  readonly #toldSlow = new Set<string>();
  #lastWaits = '[]';

  constructor(options: { waits: WaitExplainer; later: LaterWaits; tell: InstallOptions['tell'] }) {
    this.#waits = options.waits;
    this.#later = options.later;
    this.#tell = options.tell;
  }

  report(now: WaitsNow): void {
    const waits = this.#waits.waits(now);
    const told = joinEqualCauses(waits);
    const all = [...told.map(({ wait }) => wait), ...this.#later.besides(waits)];
    const text = JSON.stringify(all);
    if (text !== this.#lastWaits) this.#tell({ type: 'waits', waits: all });
    this.#lastWaits = text;
    for (const { wait, cause, oldest } of told) {
      const { what, severity, why } = wait;
      if (severity !== 'warning' || this.#toldSlow.has(cause)) continue;
      this.#toldSlow.add(cause);
      const seconds = Math.round(this.#waits.secondsWaited(oldest));
      this.#tell({ type: 'slow', what, seconds, why: why ?? '', overdue: this.#waits.isOverdue(oldest) });
    }
  }
}
