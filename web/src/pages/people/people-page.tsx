import { Button } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { peopleQuery } from '../../api/people-queries.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { PageFor } from '../../ui/shell/may.tsx';
import { PagePending } from '../../ui/shell/page-pending.tsx';
import { peopleWords as words } from '../../words/people/people-words.ts';
import { AddPerson } from './add-person.tsx';
import { PersonRow } from './person-row.tsx';
import '../../ui/forms/entries.css';

/** Everybody who may use the server, for admins. */
export function PeoplePage() {
  return (
    <PageFor use="listPeople">
      <People />
    </PageFor>
  );
}

function People() {
  const people = useQuery(peopleQuery);
  const [adding, setAdding] = useState(false);
  // What was read stays readable while the server is away.
  if (people.isError && people.data === undefined) return <ErrorPanel title={words.failed} error={people.error} />;
  if (people.data === undefined) return <PagePending />;
  return (
    <div className="mla-stack">
      <header className="mla-row mla-spread">
        <div>
          <h1 className="mla-title">{words.title}</h1>
          <p className="mla-lead">{words.lead}</p>
        </div>
        {!adding && <Button onClick={() => setAdding(true)}>{words.add}</Button>}
      </header>
      <section className="mla-card mla-stack" aria-label={words.title} aria-busy={people.isFetching}>
        {adding && <AddPerson close={() => setAdding(false)} />}
        <ul className="mla-entries">
          {people.data.map((person) => (
            <PersonRow key={person.id} person={person} />
          ))}
        </ul>
      </section>
    </div>
  );
}
