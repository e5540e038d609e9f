import { Button } from '@patternfly/react-core';
import { useQueries } from '@tanstack/react-query';
import type { ComponentProps } from 'react';
import { stateIds, type StateId, type StateView } from '../../../../../src/api/contract.ts';
import type { ErrorReport } from '../../../api/error-report.ts';
import { stateQuery } from '../../../api/queries.ts';
import { reportOf } from '../../../ui/feedback/error-panel.tsx';
import { Said } from '../../../ui/feedback/said.tsx';
import { StateMark } from '../../../ui/feedback/state-mark.tsx';
import { stateWords as words } from '../../../words/state-words.ts';
import './states.css';

/** What the cluster says of this installation now, a line each. */
export function States({ name }: { name: string }) {
  const queries = useQueries({ queries: stateIds.map((id) => stateQuery(name, id)) });
  const busy = queries.some(({ isFetching }) => isFetching);
  const times = queries.flatMap(({ data }) => (data === undefined ? [] : [data.lookedUpAt])).toSorted();
  return (
    <section className="mla-card mla-ready-card" aria-labelledby="states" aria-busy={busy}>
      <div className="mla-row mla-spread">
        <h2 id="states" className="mla-heading">
          {words.title}
        </h2>
        <Button
          variant="secondary"
          size="sm"
          isDisabled={busy}
          onClick={() => {
            for (const query of queries) void query.refetch();
          }}
        >
          {busy ? words.looking : words.again}
        </Button>
      </div>
      <p className="mla-soft">
        {words.body} {!busy && times[0] !== undefined && words.at(new Date(times[0]).toLocaleTimeString())}
      </p>
      <dl className="mla-states">
        {stateIds.map((id, index) => {
          const query = queries[index];
          return <StateLine key={id} id={id} view={query?.data} error={query?.error ?? undefined} />;
        })}
      </dl>
    </section>
  );
}

const signs = { good: 'succeeded', attention: 'trouble', bad: 'failed', none: 'skipped', unknown: 'trouble' } as const;

interface StateLineProps {
  readonly id: StateId;
  readonly view: StateView | undefined;
  /** Of the request itself. */
  readonly error: Error | undefined;
}

/** One state. What is not known is said with its reason, and is never shown as good. */
export function StateLine({ id, view, error }: StateLineProps) {
  const { state, sign, said, notes } = error === undefined ? shownView(view) : unknown(reportOf(error));
  return (
    <div className="mla-state-line" data-state={state}>
      <dt>
        <StateMark state={sign} /> {words.names[id]}
      </dt>
      <dd>
        <p>
          <Said text={said} />
          {state in words.states && (
            <span className="pf-v6-screen-reader"> ({words.states[state as StateView['state']]})</span>
          )}
        </p>
        {notes.map((note) => (
          <p key={note} className="mla-soft mla-small">
            <Said text={note} />
          </p>
        ))}
      </dd>
    </div>
  );
}

interface Shown {
  readonly state: StateView['state'] | 'looking';
  readonly sign: ComponentProps<typeof StateMark>['state'];
  readonly said: string;
  readonly notes: readonly string[];
}

function shownView(view: StateView | undefined): Shown {
  if (view === undefined) return { state: 'looking', sign: 'running', said: words.looking, notes: [] };
  if (view.error !== undefined) return unknown(view.error);
  return { state: view.state, sign: signs[view.state], said: view.value, notes: view.notes };
}

function unknown({ message, fix }: Pick<ErrorReport, 'message' | 'fix'>): Shown {
  return { state: 'unknown', sign: signs.unknown, said: `${words.unknown}: ${message}`, notes: [fix] };
}
