import { useState } from 'react';
import type { ComponentView, RunView, WaitView } from '../../../../../src/api/run.ts';
import { mostImportantWait } from '../../../../../src/run-view/group-waits.ts';
import { sayWait } from '../../../../../src/run-view/say-wait.ts';
import { isLive } from '../../../api/queries.ts';
import { Said } from '../../../ui/feedback/said.tsx';
import { saySpan } from '../../../ui/feedback/say-time.ts';
import { StateMark } from '../../../ui/feedback/state-mark.tsx';
import { useNow } from '../../../ui/feedback/use-now.ts';
import { runWords } from '../../../words/run-words.ts';
import { markOf, orderComponents } from './order-components.ts';
import { WaitSummary } from './wait-summary.tsx';
import './component-rows.css';

const columns = runWords.componentColumns;

/** One line for each component: how far it is, and what it waits for most. A click opens all of its waits. */
export function ComponentRows({ run }: { run: RunView }) {
  const live = isLive(run);
  const present = useNow(live);
  const now = run.endedAt === undefined ? present : Date.parse(run.endedAt);
  // A run that succeeded has no waits, so the column would be empty.
  const waits = live || run.components.some(({ waiting }) => waiting.length > 0);
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (name: string) =>
    setOpen((before) => new Set(before.has(name) ? [...before].filter((other) => other !== name) : [...before, name]));
  const ready = run.components.filter(({ state }) => state === 'succeeded').length;
  return (
    <section className="mla-card mla-panel" aria-labelledby="components">
      <div className="mla-panel-head">
        <h2 id="components" className="mla-heading">
          {runWords.components}
        </h2>
        {run.components.length > 0 && (
          <span className="mla-soft mla-small">{runWords.componentsReady(ready, run.components.length)}</span>
        )}
      </div>
      {run.components.length === 0 ? (
        <p className="mla-soft mla-panel-empty">{runWords.componentsEmpty}</p>
      ) : (
        <div className="mla-panel-body" tabIndex={0} role="group" aria-labelledby="components">
          {live && <WaitSummary waiting={run.waiting} now={now} />}
          <table className="mla-component-table" data-waits={waits}>
            <thead>
              <tr>
                <th scope="col">{columns.component}</th>
                <th scope="col">{columns.objects}</th>
                <th scope="col">{columns.workloads}</th>
                {waits && <th scope="col">{columns.waiting}</th>}
              </tr>
            </thead>
            {orderComponents(run.components).map((component) => (
              <Row
                key={component.name}
                component={component}
                now={now}
                live={live}
                waits={waits}
                open={open.has(component.name)}
                toggle={() => toggle(component.name)}
              />
            ))}
          </table>
        </div>
      )}
    </section>
  );
}

interface RowProps {
  readonly component: ComponentView;
  readonly now: number;
  readonly live: boolean;
  /** Whether there is a column for what is waited for. */
  readonly waits: boolean;
  readonly open: boolean;
  readonly toggle: () => void;
}

function Row({ component, now, live, waits, open, toggle }: RowProps) {
  const { name, title, objects, workloads, waiting } = component;
  const state = markOf(component, live);
  const wait = mostImportantWait(waiting);
  const details = `waits-of-${name}`;
  const label = (
    <>
      <StateMark state={state} />
      <span className="mla-component-title">{title}</span>
      <span className="pf-v6-screen-reader"> ({runWords.componentState[state]})</span>
    </>
  );
  return (
    <tbody data-state={state}>
      <tr>
        <th scope="row">
          {wait === undefined ? (
            <span className="mla-component-name">{label}</span>
          ) : (
            <button
              type="button"
              className="mla-component-name"
              aria-expanded={open}
              aria-controls={details}
              onClick={toggle}
            >
              {label}
            </button>
          )}
        </th>
        <td data-label={columns.objects}>{runWords.part(objects.applied, objects.total)}</td>
        <td data-label={columns.workloads}>
          {workloads.total === 0 ? '–' : runWords.part(workloads.ready, workloads.total)}
        </td>
        {waits && (
          <td className="mla-wait-cell">
            {wait !== undefined && (
              <span className="mla-wait-line" data-severity={wait.severity} data-later={wait.later}>
                <span className="mla-wait-text" title={sayWait(wait)}>
                  {sayWait(wait)}
                </span>
                {waiting.length > 1 && <span className="mla-soft"> {runWords.andMore(waiting.length - 1)}</span>}
              </span>
            )}
          </td>
        )}
      </tr>
      {open && wait !== undefined && (
        <tr id={details} className="mla-wait-details">
          <td colSpan={4}>
            {waiting.map((one) => (
              <Wait key={one.what} wait={one} now={now} />
            ))}
          </td>
        </tr>
      )}
    </tbody>
  );
}

/** One thing that is waited for, with all that is known of it. */
function Wait({ wait, now }: { wait: WaitView; now: number }) {
  return (
    <p className="mla-wait" data-severity={wait.severity}>
      {wait.later === true ? runWords.later(wait.what) : wait.what}{' '}
      <span className="mla-soft">{runWords.since(saySpan(now - Date.parse(wait.since)))}</span>
      {wait.why !== undefined && (
        <span className="mla-wait-why">
          <Said text={wait.why} />
        </span>
      )}
    </p>
  );
}
