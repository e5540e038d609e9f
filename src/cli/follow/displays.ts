import type { RunEvent, RunView } from '../../api/run.ts';
import type { Output } from '../output/output.ts';
import { CauseLines } from './cause-lines.ts';
import { finalLines, outcomeLines } from './final-lines.ts';
import { createLiveScreen } from './live-screen.ts';
import { plainLines, stamped } from './plain-lines.ts';
import { renderRun } from './render-run.ts';
import { formatLine, type Line } from './styled-line.ts';

/** `live` redraws in a terminal, `plain` writes lines, `json` writes each event as a line of JSON and the run as the last one. */
export type FollowMode = 'live' | 'plain' | 'json';

/** Shows what is known of a run. */
export interface Display {
  /** Between two updates. */
  readonly milliseconds: number;
  readonly event: (event: RunEvent) => void;
  readonly update: (run: RunView) => void;
  /** The last picture. */
  readonly finish: (run: RunView) => void;
}

export function createDisplay(mode: FollowMode, output: Output, clock: () => number): Display {
  return displays[mode](output, clock);
}

const displays: Readonly<Record<FollowMode, (output: Output, clock: () => number) => Display>> = {
  live: (output, clock) => {
    const screen = createLiveScreen(output.stdout, { color: output.color });
    let frame = 0;
    return {
      milliseconds: 100,
      event: () => undefined,
      update: (run) => {
        screen.draw(renderRun(run, { now: clock(), frame: frame++, width: screen.width() }));
      },
      finish: (run) => {
        screen.finish(finalLines(run, { now: clock(), width: screen.width(), command: output.command }));
      },
    };
  },
  plain: (output, clock) => {
    const print = (line: Line): void => {
      output.print(formatLine(line, { width: Number.POSITIVE_INFINITY, color: false }));
    };
    let shown: RunView | undefined;
    const causes = new CauseLines();
    const update = (run: RunView): void => {
      const now = clock();
      for (const text of [...plainLines(shown, run, now), ...stamped(causes.next(run, now), run, now)])
        print([{ text }]);
      shown = run;
    };
    return {
      milliseconds: 250,
      event: () => undefined,
      update,
      finish: (run) => {
        update(run);
        for (const line of outcomeLines(run, { now: clock(), command: output.command })) print(line);
      },
    };
  },
  json: (output) => ({
    milliseconds: 250,
    event: (event) => {
      output.printJson({ event });
    },
    update: () => undefined,
    finish: (run) => {
      output.printJson({ run });
    },
  }),
};
