import type { AccessView } from '../../../../src/api/run.ts';
import { CodePanel } from '../../ui/show-as/code-panel.tsx';
import { readyWords } from '../../words/ready-words.ts';

const words = readyWords.dashboard;

interface DashboardProps {
  /** What the hand-over found; absent when the run ended before it. */
  readonly access: AccessView | undefined;
  readonly simulated: boolean;
}

/** How the dashboard is reached, and what is not sure about it. */
export function Dashboard({ access, simulated }: DashboardProps) {
  return (
    <section className="mla-card mla-ready-card" aria-labelledby="dashboard">
      <h2 id="dashboard" className="mla-heading">
        {words.title}
      </h2>
      <Way access={access} simulated={simulated} />
    </section>
  );
}

function Way({ access, simulated }: DashboardProps) {
  if (simulated) return <p>{words.simulated}</p>;
  if (access === undefined) return <p className="mla-soft">{words.unknown}</p>;
  const { dashboard, how, user } = access;
  if (dashboard === null) return <p>{how}</p>;
  return (
    <>
      <p className="mla-soft">{words.body}</p>
      <ol className="mla-next">
        <li>{words.first}</li>
        <li>
          {words.forward}
          <CodePanel label={words.forward} text={how} />
        </li>
        <li>
          {words.open}{' '}
          <a href={dashboard} target="_blank" rel="noreferrer">
            {dashboard}
          </a>
          {user !== undefined && ` ${words.signIn(user)}`}
        </li>
      </ol>
      <p className="mla-soft mla-small">{words.honest}</p>
    </>
  );
}
