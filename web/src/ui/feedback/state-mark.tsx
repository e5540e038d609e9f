import type { PhaseView } from '../../../../src/api/run.ts';
import './state-mark.css';

type MarkedState = PhaseView['state'] | 'trouble';

const paths: Readonly<Record<MarkedState, string>> = {
  waiting: '',
  running: '',
  succeeded: 'M5 8.3l2.1 2.2L11 6',
  failed: 'M5.6 5.6l4.8 4.8M10.4 5.6l-4.8 4.8',
  cancelled: 'M5 8h6',
  skipped: 'M5 8h6',
  trouble: 'M8 4.6v4M8 11.2v.1',
};

/** The state of a phase or component as a sign: told apart by its form, not by colour alone. Its label is next to it. */
export function StateMark({ state }: { state: MarkedState }) {
  return (
    <svg className="mla-state-mark" data-state={state} viewBox="0 0 16 16" aria-hidden="true">
      <circle cx="8" cy="8" r="6.75" />
      {state === 'running' ? <path d="M8 1.25a6.75 6.75 0 0 1 6.75 6.75" /> : <path d={paths[state]} />}
    </svg>
  );
}
