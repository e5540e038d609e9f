import { useMemo } from 'react';
import type { RunView } from '../../../../../src/api/run.ts';
import { runWords } from '../../../words/run-words.ts';

/** Says phase changes, and only those, to those who listen to the page instead of looking at it. */
export function PhaseAnnouncer({ run }: { run: RunView }) {
  const phase =
    run.phases.findLast(({ state }) => state === 'running' || state === 'failed') ??
    run.phases.findLast(({ state }) => state === 'succeeded');
  const text = useMemo(
    () =>
      run.state === 'running' && phase !== undefined
        ? runWords.announce(phase.title, runWords.phaseState[phase.state])
        : runWords.state[run.state],
    [run.state, phase],
  );
  return (
    <p role="status" aria-live="polite" className="pf-v6-screen-reader" id="phase-announcer">
      {text}
    </p>
  );
}
