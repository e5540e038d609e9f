import { Button } from '@patternfly/react-core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call } from '../../api/api.ts';
import { deletionQuery } from '../../api/queries.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { PlainField } from '../../ui/fields/plain-field.tsx';
import { useProblems } from '../../ui/fields/use-problems.ts';
import { readyWords } from '../../words/ready-words.ts';

const words = readyWords.delete;

interface DeleteInstallationProps {
  readonly name: string;
  /** Whether a Kubeflow is left behind that only an uninstall removes. */
  readonly kubeflowStays: boolean;
}

/** Deletes what was made, after showing what that is and hearing the name. */
export function DeleteInstallation({ name, kubeflowStays }: DeleteInstallationProps) {
  const [open, setOpen] = useState(false);
  const [typed, setTyped] = useState('');
  const { shown, check } = useProblems({ typed: typed === name ? undefined : words.typeName(name) });
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const preview = useQuery({ ...deletionQuery(name), enabled: open });
  const remove = useMutation({
    mutationFn: () => call('deleteInstallation', { params: { name } }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['installation', name] });
      await navigate({ to: '/installations/$name', params: { name } });
    },
  });
  const list = (title: string, entries: readonly string[]) => (
    <div>
      <h3 className="mla-list-title">{title}</h3>
      <ul className="mla-next">
        {entries.length === 0 && <li>{words.nothing}</li>}
        {entries.map((entry) => (
          <li key={entry}>{entry}</li>
        ))}
      </ul>
    </div>
  );
  return (
    <section className="mla-card mla-ready-card" aria-labelledby="delete">
      <h2 id="delete" className="mla-heading">
        {words.title}
      </h2>
      <p className="mla-soft">
        {words.body} {kubeflowStays && words.kubeflowStays}
      </p>
      {!open && (
        <div>
          <Button variant="secondary" isDanger onClick={() => setOpen(true)}>
            {words.show}
          </Button>
        </div>
      )}
      {open && preview.isError && <ErrorPanel error={preview.error} />}
      {remove.isError && <ErrorPanel error={remove.error} />}
      {open && preview.data !== undefined && (
        <form
          className="mla-stack"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            check(event.currentTarget, () => remove.mutate());
          }}
        >
          <div className="mla-columns">
            {list(words.removes, preview.data.removes)}
            {list(words.keeps, preview.data.keeps)}
          </div>
          <PlainField
            id="delete-name"
            label={words.confirm(name)}
            value={typed}
            change={setTyped}
            error={shown.typed}
          />
          <div className="mla-row">
            <Button type="submit" variant="danger" isLoading={remove.isPending} isDisabled={remove.isPending}>
              {words.yes}
            </Button>
            <Button variant="link" onClick={() => setOpen(false)}>
              {words.no}
            </Button>
          </div>
        </form>
      )}
    </section>
  );
}
