import { Button } from '@patternfly/react-core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { call, forgetSession } from '../../api/api.ts';
import { shellWords } from '../../words/shell-words.ts';
import { ThemeChoice } from './theme-choice.tsx';

/** Appearance and the way out. A plain list: it is the same on every device and needs no menu code. */
export function AccountMenu({ signedIn }: { signedIn: boolean }) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const logOut = async (route: 'logout' | 'endSessions') => {
    await call(route, {}).catch(() => undefined);
    forgetSession();
    queryClient.clear();
    await navigate({ to: '/login' });
  };
  return (
    <div className="mla-account">
      <ThemeChoice />
      {signedIn && (
        <>
          <Link className="pf-v6-c-button pf-m-plain pf-m-small" to="/account">
            {shellWords.titles.account}
          </Link>
          <Button variant="plain" size="sm" onClick={() => void logOut('logout')}>
            {shellWords.logout}
          </Button>
          <Button variant="plain" size="sm" onClick={() => void logOut('endSessions')}>
            {shellWords.logoutAll}
          </Button>
        </>
      )}
    </div>
  );
}
