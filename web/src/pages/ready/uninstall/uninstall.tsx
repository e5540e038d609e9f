import { Button } from '@patternfly/react-core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { UninstallPreview } from '../../../../../src/api/contract.ts';
import { call } from '../../../api/api.ts';
import { uninstallQuery } from '../../../api/queries.ts';
import { ErrorPanel } from '../../../ui/feedback/error-panel.tsx';
import { PlainField } from '../../../ui/fields/plain-field.tsx';
import { useProblems } from '../../../ui/fields/use-problems.ts';
import { removalWords, uninstallWords as words } from '../../../words/removal/uninstall-words.ts';
import { ChooseData } from './choose-data.tsx';
import { ShowRemoval } from './show-removal.tsx';

interface UninstallProps {
  readonly name: string;
  readonly which: keyof typeof removalWords;
}

/** Removes Kubeflow from the cluster, or what the installation no longer has, after showing what goes and what stays. */
export function Uninstall({ name, which }: UninstallProps) {
  const [open, setOpen] = useState(false);
  const preview = useQuery({ ...uninstallQuery(name, { leftOver: which === 'leftOver' }), enabled: open });
  const { title, body } = removalWords[which];
  return (
    <section className="mla-card mla-ready-card" aria-labelledby={`uninstall-${which}`}>
      <h2 id={`uninstall-${which}`} className="mla-heading">
        {title}
      </h2>
      <p className="mla-soft">{body}</p>
      {!open && (
        <div>
          <Button variant="secondary" isDanger onClick={() => setOpen(true)}>
            {words.show}
          </Button>
        </div>
      )}
      {open && preview.isPending && <p role="status">{words.looking}</p>}
      {open && preview.isError && <ErrorPanel error={preview.error} />}
      {open && preview.data !== undefined && (
        <>
          <ShowRemoval preview={preview.data} />
          {(which === 'whole' || preview.data.stages.length > 0) && (
            <StartUninstall name={name} which={which} claims={preview.data.claims} close={() => setOpen(false)} />
          )}
        </>
      )}
    </section>
  );
}

interface StartProps extends UninstallProps {
  readonly claims: UninstallPreview['claims'];
  readonly close: () => void;
}

/** The data that goes too, and the typed name where some does. */
function StartUninstall({ name, which, claims, close }: StartProps) {
  const [data, setData] = useState<readonly string[]>([]);
  const [typed, setTyped] = useState('');
  const { shown, check } = useProblems({
    typed: data.length === 0 || typed === name ? undefined : words.typeName(name),
  });
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () =>
      call('uninstall', {
        params: { name },
        body: { data: [...data], leftOver: which === 'leftOver', ...(data.length > 0 && { confirm: typed }) },
      }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['installation', name] });
      await navigate({ to: '/installations/$name', params: { name } });
    },
  });
  return (
    <form
      className="mla-stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        check(event.currentTarget, () => remove.mutate());
      }}
    >
      <ChooseData id={`uninstall-${which}`} claims={claims} data={data} change={setData} />
      {data.length > 0 && (
        <PlainField
          id={`uninstall-${which}-name`}
          label={words.confirm(name)}
          value={typed}
          change={setTyped}
          error={shown.typed}
        />
      )}
      {remove.isError && <ErrorPanel error={remove.error} />}
      <div className="mla-row">
        <Button type="submit" variant="danger" isLoading={remove.isPending} isDisabled={remove.isPending}>
          {removalWords[which].yes}
        </Button>
        <Button variant="link" onClick={close}>
          {words.no}
        </Button>
      </div>
    </form>
  );
}
