import { Link } from '@tanstack/react-router';
import type { Principal } from '../../../../src/api/principal.ts';
import { mayUse } from '../../api/use-may.ts';
import { shellWords } from '../../words/shell-words.ts';

/** The pages that whoever is logged in may use. Those of admins come when it is known that this is one. */
export function Navigation({ principal }: { principal: Principal | undefined }) {
  return (
    <nav aria-label={shellWords.product} className="mla-nav">
      <Link to="/" activeOptions={{ exact: true }}>
        {shellWords.installations}
      </Link>
      {mayUse('applyInstallation', principal) && (
        <Link to="/new/connect" activeOptions={{ includeSearch: false }}>
          {shellWords.newInstallation}
        </Link>
      )}
      {principal !== undefined && mayUse('listPeople', principal) && (
        <Link to="/people">{shellWords.titles.people}</Link>
      )}
      {principal !== undefined && mayUse('listAudit', principal) && (
        <Link to="/audit" activeOptions={{ includeSearch: false }}>
          {shellWords.titles.audit}
        </Link>
      )}
    </nav>
  );
}
