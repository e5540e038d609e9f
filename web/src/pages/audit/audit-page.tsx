import { Button } from '@patternfly/react-core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { AuditEntry, PersonView } from '../../../../src/api/contract.ts';
import { peopleQuery } from '../../api/people-queries.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { PickBox } from '../../ui/fields/pick-box.tsx';
import { PageFor } from '../../ui/shell/may.tsx';
import { PagePending } from '../../ui/shell/page-pending.tsx';
import { auditWords as words } from '../../words/people/audit-words.ts';
import { AuditLines } from './audit-lines.tsx';
import { auditQuery } from './audit-query.ts';
import './audit-page.css';

/** Who did what, newest first, for admins. */
export function AuditPage() {
  const { person } = useSearch({ from: '/audit' });
  const navigate = useNavigate();
  return (
    <PageFor use="listAudit">
      <div className="mla-stack">
        <header>
          <h1 className="mla-title">{words.title}</h1>
          <p className="mla-lead">{words.lead}</p>
        </header>
        <Audit
          key={person ?? ''}
          person={person}
          choose={(chosen) =>
            void navigate({ to: '/audit', search: chosen === '' ? {} : { person: chosen }, replace: true })
          }
        />
      </div>
    </PageFor>
  );
}

interface AuditProps {
  readonly person: string | undefined;
  readonly choose: (person: string) => void;
}

function Audit({ person, choose }: AuditProps) {
  const people = useQuery(peopleQuery);
  const [pages, setPages] = useState(1);
  const audit = useQuery({ ...auditQuery(person, pages), placeholderData: keepPreviousData });
  const { entries, more } = audit.data ?? { entries: [], more: false };
  return (
    <>
      <div className="mla-audit-filter">
        <PickBox
          path="audit-person"
          label={words.person}
          choices={choicesOf({ people: people.data ?? [], entries, chosen: person })}
          value={person ?? ''}
          change={choose}
        />
      </div>
      {audit.isError && <ErrorPanel title={words.failed} error={audit.error} />}
      {audit.isPending && <PagePending />}
      {audit.data !== undefined && <AuditLines entries={entries} />}
      {more && (
        <div>
          <Button
            variant="secondary"
            isLoading={audit.isFetching}
            isDisabled={audit.isFetching}
            onClick={() => setPages(pages + 1)}
          >
            {words.older}
          </Button>
        </div>
      )}
    </>
  );
}

interface Known {
  readonly people: readonly PersonView[];
  readonly entries: readonly AuditEntry[];
  readonly chosen: string | undefined;
}

/** Everybody, and each person who is there or was seen in the list: who was removed did things too. */
function choicesOf({ people, entries, chosen }: Known): (readonly [value: string, label: string])[] {
  const names = new Map<string, string>();
  for (const { person } of entries) if (person !== null && !names.has(person.id)) names.set(person.id, person.name);
  for (const { id, name } of people) names.set(id, name);
  if (chosen !== undefined && !names.has(chosen)) names.set(chosen, chosen);
  return [['', words.everybody], ...[...names].toSorted(([, one], [, other]) => one.localeCompare(other))];
}
