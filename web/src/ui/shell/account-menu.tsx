import { Button } from '@patternfly/react-core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { call, forgetSession } from '../../api/api.ts';
import { shellWords } from '../../words/shell-words.ts';
import { storedTheme, storeTheme, type Theme } from './theme.ts';

/** Appearance and the way out. A plain list: it is the same on every device and needs no menu code. */
export function AccountMenu({ signedIn }: { signedIn: boolean }) {
  const [theme, setTheme] = useState<Theme>(storedTheme);
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
      <label className="mla-theme">
        <span className="pf-v6-screen-reader">{shellWords.theme.label}</span>
        <select
          value={theme}
          onChange={(event) => {
            const chosen = event.target.value as Theme;
            setTheme(chosen);
            storeTheme(chosen);
          }}
        >
          {(['system', 'light', 'dark'] as const).map((option) => (
            <option key={option} value={option}>
              {shellWords.theme[option]}
            </option>
          ))}
        </select>
      </label>
      {signedIn && (
        <>
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
