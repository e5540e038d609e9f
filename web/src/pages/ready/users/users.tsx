import { Button, Spinner } from '@patternfly/react-core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { usersQuery } from '../../../api/queries.ts';
import { ErrorPanel } from '../../../ui/feedback/error-panel.tsx';
import { May } from '../../../ui/shell/may.tsx';
import { userWords as words } from '../../../words/user-words.ts';
import { AddUser } from './add-user.tsx';
import { UserRow } from './user-row.tsx';
import './users.css';

interface UsersProps {
  /** Of the installation. */
  readonly name: string;
  /** What its external login services are called. */
  readonly services: readonly string[];
}

/** Who works in this Kubeflow, as its cluster says now, and what can be changed about it. */
export function Users({ name, services }: UsersProps) {
  const users = useQuery(usersQuery(name));
  const [adding, setAdding] = useState(false);
  const queryClient = useQueryClient();
  const changed = (): void => void queryClient.invalidateQueries({ queryKey: usersQuery(name).queryKey });
  const known = users.data?.users.flatMap(({ profiles }) => profiles.map((profile) => profile.name)) ?? [];
  return (
    <section className="mla-card mla-ready-card" aria-labelledby="users" aria-busy={users.isFetching}>
      <div className="mla-row mla-spread">
        <h2 id="users" className="mla-heading">
          {words.title}
        </h2>
        {!adding && (
          <May use="addUser">
            <Button variant="secondary" onClick={() => setAdding(true)}>
              {words.add}
            </Button>
          </May>
        )}
      </div>
      <p className="mla-soft">{words.body}</p>
      {adding && (
        <AddUser name={name} known={known} services={services} changed={changed} close={() => setAdding(false)} />
      )}
      {users.isError && <ErrorPanel error={users.error} />}
      {users.isPending && <Spinner size="md" aria-label={words.title} />}
      {users.data?.users.length === 0 && <p>{words.none}</p>}
      {users.data !== undefined && users.data.users.length > 0 && (
        <ul className="mla-users">
          {users.data.users.map((user) => (
            <UserRow key={user.email} name={name} user={user} known={known} changed={changed} />
          ))}
        </ul>
      )}
    </section>
  );
}
