import { needsForward, type AccessView } from '../../../../src/api/run.ts';
import { CodePanel } from '../../ui/show-as/code-panel.tsx';
import { readyWords } from '../../words/ready-words.ts';
import { OpenDashboard } from './open-dashboard.tsx';

const words = readyWords.dashboard;

interface DashboardProps {
  /** Of the installation. */
  readonly name: string;
  /** What the hand-over found; absent when the run ended before it. */
  readonly access: AccessView | undefined;
  readonly simulated: boolean;
}

/** How the dashboard is reached, and what is not sure about it. */
export function Dashboard(props: DashboardProps) {
  return (
    <section className="mla-card mla-ready-card" aria-labelledby="dashboard">
      <h2 id="dashboard" className="mla-heading">
        {words.title}
      </h2>
      <Way {...props} />
    </section>
  );
}

function Way({ name, access, simulated }: DashboardProps) {
  if (simulated) return <p>{words.simulated}</p>;
  if (access === undefined) return <p className="mla-soft">{words.unknown}</p>;
  const { dashboard, how, user, notes } = access;
  if (dashboard === null) return <p>{how}</p>;
  const signIn = user === undefined ? undefined : words.signIn(user);
  const address = (
    <>
      {words.open}{' '}
      <a href={dashboard} target="_blank" rel="noreferrer">
        {dashboard}
      </a>
    </>
  );
  if (!needsForward(access))
    return (
      <>
        <p>
          {address}. {signIn}
        </p>
        {(notes ?? []).map((note) => (
          <p key={note}>{note}</p>
        ))}
      </>
    );
  return (
    <>
      <p className="mla-soft">{words.body}</p>
      <OpenDashboard name={name} />
      <ol className="mla-next">
        <li>
          {words.command}
          <CodePanel label={words.command} text={`mla open ${name}`} />
        </li>
        {signIn !== undefined && <li>{signIn}</li>}
      </ol>
      <details>
        <summary>{readyWords.withoutMla}</summary>
        <ol className="mla-next">
          <li>{words.first}</li>
          <li>
            {words.forward}
            <CodePanel label={words.forward} text={how} />
          </li>
          <li>{address}</li>
        </ol>
      </details>
      <p className="mla-soft mla-small">{words.honest}</p>
    </>
  );
}
