import { Button } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { UninstallPreview } from '../../../../src/api/contract.ts';
import { call } from '../../api/api.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { PlainField } from '../../ui/fields/plain-field.tsx';
import { useProblems } from '../../ui/fields/use-problems.ts';
import { foundWords as words } from '../../words/removal/found-words.ts';
import { ChooseData } from '../ready/uninstall/choose-data.tsx';

interface StartFoundProps {
  readonly connection: string;
  readonly preview: UninstallPreview;
  readonly wish: { readonly take: readonly string[]; readonly data: readonly string[] };
  readonly chooseData: (data: readonly string[]) => void;
  /** The preview of this wish is on its way; the one shown is of the wish before. */
  readonly isFetching: boolean;
}

/** The data that goes too, and the typed name, without which nothing starts: this Kubeflow is somebody else's. */
export function StartFound({ connection, preview, wish, chooseData, isFetching }: StartFoundProps) {
  const { installation: name, claims, stages } = preview;
  const [typed, setTyped] = useState('');
  const { shown, check } = useProblems({ typed: typed === name ? undefined : words.typeName(name) });
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () =>
      call('uninstallFound', {
        params: { name: connection },
        body: { take: [...wish.take], data: [...wish.data], confirm: typed },
      }),
    onSuccess: async ({ installation }) => {
      await queryClient.invalidateQueries({ queryKey: ['installation', installation] });
      await navigate({ to: '/installations/$name', params: { name: installation } });
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
      <ChooseData id="found" claims={claims} data={wish.data} change={chooseData} />
      {stages.length > 0 && (
        <>
          <PlainField id="found-name" label={words.confirm(name)} value={typed} change={setTyped} error={shown.typed} />
          {remove.isError && <ErrorPanel error={remove.error} />}
          <div>
            <Button
              type="submit"
              variant="danger"
              isLoading={remove.isPending}
              isDisabled={remove.isPending || isFetching}
            >
              {words.yes}
            </Button>
          </div>
        </>
      )}
    </form>
  );
}
