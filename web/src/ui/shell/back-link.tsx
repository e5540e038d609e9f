import { Link, useSearch } from '@tanstack/react-router';
import { stageWords } from '../../words/stage-words.ts';

/** To the stage before; what was typed stays in the form. */
export function BackLink({ to }: { to: '/' | '/new/connect' | '/new/cluster' }) {
  const { installation } = useSearch({ strict: false });
  return (
    <Link
      className="pf-v6-c-button pf-m-link"
      to={to}
      search={installation === undefined || to === '/' ? {} : { installation }}
    >
      {stageWords.back}
    </Link>
  );
}
