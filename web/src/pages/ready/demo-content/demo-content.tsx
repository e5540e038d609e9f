import { Spinner } from '@patternfly/react-core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { DemoContentView } from '../../../../../src/api/contract.ts';
import type { AccessView } from '../../../../../src/api/run.ts';
import { call } from '../../../api/api.ts';
import { demoContentQuery } from '../../../api/queries.ts';
import { ErrorPanel } from '../../../ui/feedback/error-panel.tsx';
import { May } from '../../../ui/shell/may.tsx';
import { demoWords as words } from '../../../words/demo-words.ts';
import { DashboardPage } from './dashboard-page.tsx';
import { InstallDemo } from './install-demo.tsx';
import { RemoveDemo } from './remove-demo.tsx';

interface DemoContentProps {
  readonly name: string;
  readonly simulated: boolean;
  /** How the dashboard is reached; absent when the run ended before it was known. */
  readonly access?: AccessView | undefined;
}

/** The demo of the first user: installed and removed by a button, its state looked up now. */
export function DemoContent({ name, simulated, access }: DemoContentProps) {
  return (
    <section className="mla-card mla-ready-card" aria-labelledby="demo-content">
      <h2 id="demo-content" className="mla-heading">
        {words.title}
      </h2>
      <p className="mla-soft">{simulated ? words.simulated : words.body}</p>
      {!simulated && <Demo name={name} access={access} />}
    </section>
  );
}

function Demo({ name, access }: Omit<DemoContentProps, 'simulated'>) {
  const demo = useQuery(demoContentQuery(name));
  const queryClient = useQueryClient();
  const changed = (): void => void queryClient.invalidateQueries({ queryKey: demoContentQuery(name).queryKey });
  const remove = useMutation({
    mutationFn: () => call('removeDemoContent', { params: { name } }),
    onSettled: changed,
  });
  if (demo.isError) return <ErrorPanel error={demo.error} />;
  if (demo.data === undefined) return <Spinner size="md" aria-label={words.title} />;
  const { activity, error } = demo.data;
  return (
    <>
      <DemoState name={name} access={access} view={demo.data} />
      {error !== null && activity === 'none' && <ErrorPanel error={error} />}
      {remove.isError && <ErrorPanel error={remove.error} />}
      {activity === 'none' && (
        <May use="installDemoContent">
          <InstallDemo name={name} view={demo.data} changed={changed} />
          {demo.data.demo !== null && <RemoveDemo isPending={remove.isPending} remove={() => remove.mutate()} />}
        </May>
      )}
    </>
  );
}

/** What is there, and what is going on. */
function DemoState({ view, ...place }: Omit<DemoContentProps, 'simulated'> & { readonly view: DemoContentView }) {
  const { activity, progress, demo, run } = view;
  return (
    <>
      {activity !== 'none' && (
        <p className="mla-row">
          <Spinner size="md" aria-label={words.activity[activity]} /> {words.activity[activity]}
        </p>
      )}
      {activity === 'installing' && (
        <dl className="mla-states">
          {progress.map(({ part, state }) => (
            <div key={part} className="mla-state-line">
              <dt>{words.parts[part] ?? part}</dt>
              <dd>{state}</dd>
            </div>
          ))}
        </dl>
      )}
      {activity === 'none' && demo !== null && (
        <>
          <p>{words.installed(demo.variant, demo.namespace)}</p>
          {demo.ide !== null && <p>{words.ide(demo.ide.kind, demo.ide.state)}</p>}
          {demo.ide?.state === 'ready' && <DashboardPage {...place} path={demo.ide.path} label={words.open.ide} />}
          {run !== null && (
            <>
              <p>{words.run(run.state)}</p>
              <DashboardPage {...place} path={run.path} label={words.open.run} />
              <p className="mla-soft mla-small">{words.login}</p>
            </>
          )}
        </>
      )}
    </>
  );
}
