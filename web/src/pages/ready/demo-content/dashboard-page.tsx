import { useQuery } from '@tanstack/react-query';
import { needsForward, type AccessView } from '../../../../../src/api/run.ts';
import { sessionQuery } from '../../../api/queries.ts';
import { CodePanel } from '../../../ui/show-as/code-panel.tsx';
import { demoWords as words } from '../../../words/demo-words.ts';
import { OpenDashboard } from '../open-dashboard.tsx';

interface DashboardPageProps {
  readonly name: string;
  /** What the hand-over found. */
  readonly access?: AccessView | undefined;
  /** Below the address of the dashboard. */
  readonly path: string;
  /** On the link. */
  readonly label: string;
}

/** A link to a page of the dashboard: at its own address, through the server, or by a command. */
export function DashboardPage({ name, access, path, label }: DashboardPageProps) {
  const session = useQuery(sessionQuery);
  const address = access?.dashboard;
  if (access !== undefined && typeof address === 'string' && !needsForward(access))
    return (
      <p>
        <a href={`${address.replace(/\/$/, '')}${path}`} target="_blank" rel="noreferrer">
          {label}
        </a>
      </p>
    );
  if (session.data?.dashboards === true) return <OpenDashboard name={name} path={path} label={label} />;
  return (
    <>
      <p>{words.command(label)}</p>
      <CodePanel label={words.command(label)} text={`mla open ${name} --path '${path}'`} />
    </>
  );
}
