import { Link } from '@tanstack/react-router';
import { stageNames, stageWords, type StageName } from '../../words/stage-words.ts';
import './stage-rail.css';

interface StageRailProps {
  readonly current: StageName;
  readonly done: readonly StageName[];
  /** The installation the stages are about, when it is there already. */
  readonly installation?: string | undefined;
}

/** The four stages and the current one. Each is a link, because only stages that depend on each other need an order. */
export function StageRail({ current, done, installation }: StageRailProps) {
  return (
    <nav aria-label={stageWords.railLabel} className="mla-rail">
      <ol>
        {stageNames.map((name, index) => (
          <li key={name} data-state={name === current ? 'current' : done.includes(name) ? 'done' : 'open'}>
            <StageLink name={name} installation={installation} isCurrent={name === current}>
              <span className="mla-rail-number" aria-hidden="true">
                {done.includes(name) && name !== current ? '✓' : index + 1}
              </span>
              <span>{stageWords.stages[name].title}</span>
              {done.includes(name) && <span className="pf-v6-screen-reader"> ({stageWords.done})</span>}
            </StageLink>
          </li>
        ))}
      </ol>
    </nav>
  );
}

interface StageLinkProps {
  readonly name: StageName;
  readonly installation: string | undefined;
  readonly isCurrent: boolean;
  readonly children: React.ReactNode;
}

function StageLink({ name, installation, isCurrent, children }: StageLinkProps) {
  const shared = { className: 'mla-rail-stage', ...(isCurrent && { 'aria-current': 'step' as const }) };
  if (name !== 'ready') {
    return (
      <Link to={`/new/${name}` as const} search={installation === undefined ? {} : { installation }} {...shared}>
        {children}
      </Link>
    );
  }
  if (installation === undefined) return <span {...shared}>{children}</span>;
  return (
    <Link to="/installations/$name/ready" params={{ name: installation }} {...shared}>
      {children}
    </Link>
  );
}
