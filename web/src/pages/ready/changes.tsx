import { Button } from '@patternfly/react-core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { describeChange } from '../../../../src/api/drift.ts';
import type { Installation } from '../../../../src/installation/installation.ts';
import { call } from '../../api/api.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { May } from '../../ui/shell/may.tsx';
import { readyWords } from '../../words/ready-words.ts';

const words = readyWords.changes;

/** What others have changed in the cluster, looked for when asked, and a button that puts it back. */
export function Changes({ installation }: { installation: Installation }) {
  const { name } = installation.metadata;
  const [asked, setAsked] = useState(false);
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const drift = useQuery({
    queryKey: ['drift', name],
    queryFn: () => call('getDrift', { params: { name } }),
    enabled: asked,
    staleTime: 0,
  });
  const repair = useMutation({
    mutationFn: () => call('applyInstallation', { body: installation, query: { repair: 'true' } }),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: ['installation', name] });
      await navigate({ to: '/installations/$name', params: { name } });
    },
  });
  const changes = drift.data?.changes ?? [];
  return (
    <section className="mla-card mla-ready-card" aria-labelledby="changes">
      <h2 id="changes" className="mla-heading">
        {words.title}
      </h2>
      <p className="mla-soft">{words.body}</p>
      {drift.data !== undefined && changes.length === 0 && <p>{words.none}</p>}
      {changes.length > 0 && (
        <ul className="mla-next">
          {changes.map((change) => (
            <li key={change.object}>{describeChange(change)}</li>
          ))}
        </ul>
      )}
      {drift.isError && <ErrorPanel error={drift.error} />}
      {repair.isError && <ErrorPanel error={repair.error} />}
      <div className="mla-row">
        <Button
          variant="secondary"
          isLoading={drift.isFetching}
          isDisabled={drift.isFetching}
          onClick={() => (asked ? void drift.refetch() : setAsked(true))}
        >
          {words.look}
        </Button>
        {changes.length > 0 && (
          <May use="applyInstallation">
            <Button
              variant="primary"
              isLoading={repair.isPending}
              isDisabled={repair.isPending}
              onClick={() => repair.mutate()}
            >
              {words.repair}
            </Button>
          </May>
        )}
      </div>
    </section>
  );
}
