import type { ComponentView, RunView, WaitView } from '../../../../src/api/run.ts';
import { isLive } from '../../api/queries.ts';
import { Said } from '../../ui/feedback/said.tsx';
import { saySpan } from '../../ui/feedback/say-time.ts';
import { useNow } from '../../ui/feedback/use-now.ts';
import { runWords } from '../../words/run-words.ts';

const columns = runWords.componentColumns;
/** Enough to see what is going on; the log has all. */
const mostWaits = 3;

/** One row for each component: how far it is, and what it waits for, since when and why. */
export function ComponentRows({ run }: { run: RunView }) {
  const now = useNow(isLive(run));
  // Once the run has ended the column would be empty for ever.
  const waits = isLive(run) || run.components.some(({ waiting }) => waiting.length > 0);
  return (
    <section className="mla-card mla-stack-tight" aria-labelledby="components">
      <h2 id="components" className="mla-heading">
        {runWords.components}
      </h2>
      {run.components.length === 0 ? (
        <p className="mla-soft">{runWords.componentsEmpty}</p>
      ) : (
        <table className="mla-table mla-component-table">
          <thead>
            <tr>
              <th scope="col">{columns.component}</th>
              <th scope="col">{columns.objects}</th>
              <th scope="col">{columns.workloads}</th>
              {waits && <th scope="col">{columns.waiting}</th>}
            </tr>
          </thead>
          <tbody>
            {run.components.map((component) => (
              <Row key={component.name} component={component} now={now} waits={waits} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Row({ component, now, waits }: { component: ComponentView; now: number; waits: boolean }) {
  const { objects, workloads, waiting } = component;
  return (
    <tr data-state={component.state}>
      <th scope="row">
        <span className="mla-dot" aria-hidden="true" />
        {component.title}
        <span className="pf-v6-screen-reader"> ({runWords.phaseState[component.state]})</span>
      </th>
      <td data-label={columns.objects}>{runWords.of(objects.applied, objects.total)}</td>
      <td data-label={columns.workloads}>
        {workloads.total === 0 ? '–' : runWords.of(workloads.ready, workloads.total)}
      </td>
      {waits && (
        <td className="mla-waits">
          {waiting.slice(0, mostWaits).map((wait) => (
            <Wait key={wait.what} wait={wait} now={now} />
          ))}
          {waiting.length > mostWaits && (
            <p className="mla-soft mla-small">{runWords.more(waiting.length - mostWaits)}</p>
          )}
        </td>
      )}
    </tr>
  );
}

/** One thing that is waited for, in plain words. */
export function Wait({ wait, now }: { wait: WaitView; now: number }) {
  return (
    <p className="mla-wait" data-severity={wait.severity} data-later={wait.later}>
      {wait.later === true ? runWords.later(wait.what) : wait.what}{' '}
      <span className="mla-soft mla-small">{runWords.since(saySpan(now - Date.parse(wait.since)))}</span>
      {wait.why !== undefined && (
        <span className="mla-wait-why">
          <Said text={wait.why} />
        </span>
      )}
    </p>
  );
}
