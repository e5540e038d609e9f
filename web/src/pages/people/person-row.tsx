import { useState } from 'react';
import type { PersonView } from '../../../../src/api/contract.ts';
import { owner } from '../../../../src/api/principal.ts';
import { usePrincipal } from '../../api/use-may.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { sayMoment } from '../../ui/feedback/say-time.ts';
import '../../ui/forms/entries.css';
import { peopleWords as words } from '../../words/people/people-words.ts';
import { roleNames } from '../../words/people/role-names.ts';
import { ChangePerson } from './change-person.tsx';
import { DisablePerson } from './disable-person.tsx';
import { LinkPerson } from './link-person.tsx';
import { LoginsOfPerson } from './logins-of-person.tsx';
import { PersonButtons, type PersonPart } from './person-buttons.tsx';
import { RemovePerson } from './remove-person.tsx';
import { useEnable } from './use-enable.ts';

const parts = {
  change: ChangePerson,
  link: LinkPerson,
  logins: LoginsOfPerson,
  disable: DisablePerson,
  remove: RemovePerson,
} as const satisfies Record<PersonPart, unknown>;

/** One person: who it is, what they may do, and what an admin can change. */
export function PersonRow({ person }: { person: PersonView }) {
  const [open, setOpen] = useState<PersonPart | undefined>(undefined);
  const enable = useEnable(person.id);
  const Part = open && parts[open];
  return (
    <li className="mla-entry">
      <div className="mla-entry-line" data-columns="3">
        <Who person={person} />
        <div>
          <p>
            <strong>{roleNames[person.role]}</strong>
            {person.disabled && <span className="mla-bad"> · {words.disabled}</span>}
          </p>
          <p className="mla-soft mla-small">{aboutLogin(person)}</p>
          {person.role === 'operator' && (
            <p className="mla-soft mla-small">
              {person.scope === 'all' ? words.all : words.granted(person.granted.join(', '))}
            </p>
          )}
        </div>
        <PersonButtons person={person} open={setOpen} enable={() => enable.mutate()} busy={enable.isPending} />
      </div>
      {enable.isError && <ErrorPanel error={enable.error} />}
      {Part !== undefined && <Part person={person} close={() => setOpen(undefined)} />}
    </li>
  );
}

function Who({ person: { id, name, email } }: { person: PersonView }) {
  const isYou = usePrincipal()?.id === id;
  return (
    <div>
      <p className="mla-break">
        <strong>{name}</strong>
        {isYou && <span className="mla-soft"> ({words.you})</span>}
      </p>
      {email !== null && <p className="mla-soft mla-small mla-break">{email}</p>}
      {id === owner.id && <p className="mla-soft mla-small">{words.owner}</p>}
    </div>
  );
}

function aboutLogin({ hasPassword, lastLoginAt }: PersonView): string {
  const last = lastLoginAt === null ? words.neverLoggedIn : words.lastLogin(sayMoment(lastLoginAt));
  return hasPassword ? last : `${last} · ${words.noPassword}`;
}
