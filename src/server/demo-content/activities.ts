import type { DemoContentView } from '../../api/contract.ts';
import { MlaError, toMlaError } from '../../errors/error.ts';
import type { DemoRun } from '../../kubeflow/demo-content/demo-run.ts';

/** What the server does or has done with the demo of an installation, since its start. */
export type DemoActivity = Pick<DemoContentView, 'activity' | 'progress' | 'error' | 'run'>;

/** Tells how the work is getting on. */
export interface DemoReporter {
  readonly onProgress: (part: string, state: string) => void;
  readonly onRun: (run: Pick<DemoRun, 'state' | 'path'> | undefined) => void;
}

/** Work on demos that continues when the browser leaves: at most one for each installation. */
export interface DemoActivities {
  of(name: string): DemoActivity;
  /** Begins, and does not wait for the end. Throws `demoContent.busy`. */
  begin(
    name: string,
    activity: Exclude<DemoActivity['activity'], 'none'>,
    work: (reporter: DemoReporter) => Promise<void>,
  ): void;
}

const idle: DemoActivity = { activity: 'none', progress: [], error: null, run: null };

/** `keep` gets the work, whose failure is told by `of`. */
export function createDemoActivities(keep: (work: Promise<void>) => void): DemoActivities {
  const known = new Map<string, DemoActivity>();
  const of = (name: string): DemoActivity => known.get(name) ?? idle;
  const change = (name: string, changed: Partial<DemoActivity>): void =>
    void known.set(name, { ...of(name), ...changed });
  return {
    of,
    begin(name, activity, work) {
      if (of(name).activity !== 'none') throw new MlaError('demoContent.busy', { name });
      known.set(name, { ...idle, activity });
      const onProgress = (part: string, state: string): void => {
        const others = of(name).progress.filter((one) => one.part !== part);
        change(name, { progress: [...others, { part, state }] });
      };
      const onRun: DemoReporter['onRun'] = (run) =>
        change(name, { run: run === undefined ? null : { state: run.state, path: run.path } });
      keep(
        work({ onProgress, onRun }).then(
          () => change(name, { activity: 'none' }),
          (thrown: unknown) => change(name, { activity: 'none', error: toMlaError(thrown).report() }),
        ),
      );
    },
  };
}
