import { Button, Progress } from '@patternfly/react-core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ReleaseFetchView } from '../../../../src/api/contract.ts';
import { call } from '../../api/api.ts';
import { releaseFetchesQuery, releasesQuery } from '../../api/queries.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { Said } from '../../ui/feedback/said.tsx';
import { kubeflowWords } from '../../words/kubeflow-words.ts';

const words = kubeflowWords.release.get;

/** Gets a known release onto the server's machine, from its source, and shows how far that is. */
export function GetRelease({ version }: { version: string }) {
  const client = useQueryClient();
  const fetches = useQuery(releaseFetchesQuery);
  const refresh = () => client.invalidateQueries({ queryKey: releaseFetchesQuery.queryKey });
  const start = useMutation({ mutationFn: () => call('startReleaseFetch', { body: { version } }), onSuccess: refresh });
  const cancel = useMutation({
    mutationFn: () => call('cancelReleaseFetch', { params: { version } }),
    onSuccess: refresh,
  });
  const current = fetches.data?.find((fetch) => fetch.version === version);
  const isDone = current?.state === 'succeeded';
  useEffect(() => {
    if (isDone) void client.invalidateQueries({ queryKey: releasesQuery.queryKey });
  }, [isDone, client]);
  const isRunning = current?.state === 'running';
  const failure = start.error ?? current?.error ?? undefined;
  return (
    <div className="mla-stack-tight" aria-busy={isRunning}>
      <p>
        <Said text={words.lead} />
      </p>
      {isRunning && <FetchProgress fetch={current} />}
      {!isRunning && failure !== undefined && <ErrorPanel error={failure} />}
      <div className="mla-row">
        {isRunning ? (
          <Button variant="secondary" onClick={() => cancel.mutate()}>
            {words.cancel}
          </Button>
        ) : (
          <Button variant="primary" isDisabled={start.isPending} onClick={() => start.mutate()}>
            {failure === undefined ? words.start(version) : words.again}
          </Button>
        )}
      </div>
    </div>
  );
}

function FetchProgress({ fetch }: { fetch: ReleaseFetchView }) {
  return (
    <>
      {/* Not the title of the bar: it would take the place of the label, and change with each file. */}
      <p>{fetch.detail}</p>
      <Progress aria-label={words.progress(fetch.version)} value={Math.round(fetch.progress * 100)} size="sm" />
    </>
  );
}
