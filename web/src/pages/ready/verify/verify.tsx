import { Button, Checkbox } from '@patternfly/react-core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { VerificationView } from '../../../../../src/api/contract.ts';
import { junitOf } from '../../../../../src/api/verification/junit.ts';
import { call } from '../../../api/api.ts';
import { verificationQuery } from '../../../api/queries.ts';
import { ErrorPanel } from '../../../ui/feedback/error-panel.tsx';
import { sayAge } from '../../../ui/feedback/say-time.ts';
import { useNow } from '../../../ui/feedback/use-now.ts';
import { May } from '../../../ui/shell/may.tsx';
import { saveFile } from '../../../ui/show-as/save-file.ts';
import { verifyWords as words } from '../../../words/verify-words.ts';
import { CancelWork, StartWork } from '../work-buttons.tsx';
import { CheckLines } from './check-lines.tsx';

/** The checks of a running Kubeflow: started here, shown while they run, and their last results. */
export function Verify({ name, simulated }: { name: string; simulated: boolean }) {
  return (
    <section className="mla-card mla-ready-card" aria-labelledby="verify">
      <h2 id="verify" className="mla-heading">
        {words.title}
      </h2>
      {simulated ? <p>{words.simulated}</p> : <Checks name={name} />}
    </section>
  );
}

function Checks({ name }: { name: string }) {
  const query = useQuery(verificationQuery(name));
  const verification = query.data?.verification ?? undefined;
  return (
    <>
      <p className="mla-soft">{words.body}</p>
      {query.isError && <ErrorPanel error={query.error} />}
      {query.isSuccess && <Standing verification={verification} />}
      {verification !== undefined && <CheckLines checks={verification.checks} />}
      {verification?.error !== undefined && <ErrorPanel error={verification.error} />}
      <May use="startVerification">
        {verification?.state === 'running' ? <Cancel name={name} /> : <Start name={name} last={verification} />}
      </May>
    </>
  );
}

/** Begins the checks; `last`: the results of earlier ones. */
function Start({ name, last }: { name: string; last: VerificationView | undefined }) {
  const [readOnly, setReadOnly] = useState(false);
  const queryClient = useQueryClient();
  const start = useMutation({
    mutationFn: () => call('startVerification', { params: { name }, body: { readOnly } }),
    onSuccess: (verification) => queryClient.setQueryData(verificationQuery(name).queryKey, { verification }),
  });
  return (
    <>
      <Checkbox
        id="verify-read-only"
        label={words.readOnly}
        isChecked={readOnly}
        onChange={(_, checked) => setReadOnly(checked)}
      />
      <StartWork
        start={start}
        label={last === undefined ? words.start : words.again}
        beside={
          last !== undefined && (
            <Button
              variant="link"
              onClick={() => saveFile(`${name}-verify.xml`, junitOf(name, last.checks), 'application/xml')}
            >
              {words.junit}
            </Button>
          )
        }
      />
    </>
  );
}

function Cancel({ name }: { name: string }) {
  const queryClient = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => call('cancelVerification', { params: { name } }),
    onSuccess: (answer) => queryClient.setQueryData(verificationQuery(name).queryKey, answer),
  });
  return <CancelWork cancel={cancel} label={words.cancel} />;
}

function Standing({ verification }: { verification: VerificationView | undefined }) {
  const now = useNow(true);
  return <p role="status">{verification === undefined ? words.never : sayStanding(verification, now)}</p>;
}

function sayStanding({ state, user, checks, endedAt }: VerificationView, now: number): string {
  if (state === 'running') return words.running(user);
  const count = (wanted: string): number => checks.filter((check) => check.state === wanted).length;
  return words.last(count('passed'), count('failed'), sayAge(endedAt ?? '', now), user);
}
