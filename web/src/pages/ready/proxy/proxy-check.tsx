import { Button } from '@patternfly/react-core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ProxyCheckView, WantedProxy } from '../../../../../src/api/contract.ts';
import { call } from '../../../api/api.ts';
import { ErrorPanel } from '../../../ui/feedback/error-panel.tsx';
import { Said } from '../../../ui/feedback/said.tsx';
import { sayAge } from '../../../ui/feedback/say-time.ts';
import { useNow } from '../../../ui/feedback/use-now.ts';
import { May } from '../../../ui/shell/may.tsx';
import { saveFile } from '../../../ui/show-as/save-file.ts';
import { proxyWords as words } from '../../../words/proxy-words.ts';
import { CancelWork, StartWork } from '../work-buttons.tsx';
import { proxyCheckQuery } from './proxy-query.ts';
import { SubjectLines } from './subject-lines.tsx';
import './proxy-check.css';

/** The proxy of the cluster: looked at from here, with the last result, and the script for nodes that others run. */
export function ProxyCheck({ name }: { name: string }) {
  const query = useQuery(proxyCheckQuery(name));
  const check = query.data?.check ?? undefined;
  return (
    <section className="mla-card mla-ready-card" aria-labelledby="proxy">
      <h2 id="proxy" className="mla-heading">
        {words.title}
      </h2>
      <p className="mla-soft">{words.body}</p>
      {query.isError && <ErrorPanel error={query.error} />}
      {query.isSuccess && <Standing check={check} />}
      {check !== undefined && <Result check={check} />}
      <May use="startProxyCheck">
        {check?.state === 'running' ? <Cancel name={name} /> : <Start name={name} last={check} />}
      </May>
      <NodeScript name={name} />
    </section>
  );
}

function Result({ check: { wanted, subjects, leftovers, error } }: { check: ProxyCheckView }) {
  return (
    <>
      {wanted !== null && <Wanted wanted={wanted} />}
      <SubjectLines subjects={subjects} />
      {leftovers.map((leftover) => (
        <p key={leftover}>
          <Said text={words.leftover(leftover)} />
        </p>
      ))}
      {error !== undefined && <ErrorPanel error={error} />}
    </>
  );
}

/** The whole list on demand. */
function Wanted({ wanted: { http, https, noProxy } }: { wanted: WantedProxy }) {
  const proxies = [http !== undefined && `http ${http}`, https !== undefined && `https ${https}`].filter(Boolean);
  return (
    <details className="mla-proxy-around">
      <summary>
        {words.wants(proxies.join(', '))} {words.around(noProxy.length)}
      </summary>
      <ul className="mla-small">
        {noProxy.map(({ entry, reason }) => (
          <li key={entry}>
            <span className="mla-mono">{entry}</span> <span className="mla-soft">{reason}</span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Standing({ check }: { check: ProxyCheckView | undefined }) {
  const now = useNow(true);
  return <p role="status">{check === undefined ? words.never : sayStanding(check, now)}</p>;
}

function sayStanding({ state, subjects, endedAt }: ProxyCheckView, now: number): string {
  if (state === 'running') return words.running;
  const count = (wanted: string): number => subjects.filter((subject) => subject.state === wanted).length;
  return words.last(count('bad'), count('unknown'), sayAge(endedAt ?? '', now));
}

/** Begins a look; `last`: the earlier one. */
function Start({ name, last }: { name: string; last: ProxyCheckView | undefined }) {
  const queryClient = useQueryClient();
  const start = useMutation({
    mutationFn: () => call('startProxyCheck', { params: { name }, body: {} }),
    onSuccess: (check) => queryClient.setQueryData(proxyCheckQuery(name).queryKey, { check }),
  });
  return <StartWork start={start} label={last === undefined ? words.start : words.again} />;
}

function Cancel({ name }: { name: string }) {
  const queryClient = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => call('cancelProxyCheck', { params: { name } }),
    onSuccess: (answer) => queryClient.setQueryData(proxyCheckQuery(name).queryKey, answer),
  });
  return <CancelWork cancel={cancel} label={words.cancel} />;
}

/** The same that `mla proxy script NAME` prints. */
function NodeScript({ name }: { name: string }) {
  const script = useMutation({
    mutationFn: () => call('getProxyScript', { params: { name } }),
    onSuccess: ({ script: text }) => saveFile('proxy.sh', text, 'text/x-shellscript'),
  });
  return (
    <>
      <h3>{words.script.title}</h3>
      <p className="mla-soft">
        <Said text={words.script.body} />
      </p>
      {script.isError && <ErrorPanel error={script.error} />}
      <div>
        <Button variant="link" isInline isDisabled={script.isPending} onClick={() => script.mutate()}>
          {words.script.download}
        </Button>
      </div>
    </>
  );
}
