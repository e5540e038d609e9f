import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { call, keepSession, type LoginWish } from '../../api/api.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { Mark } from '../../ui/feedback/mark.tsx';
import { loginWords } from '../../words/people/login-words.ts';
import { enterBy, localPath, takeLink } from './entry.ts';
import { leadFor, LoginWays } from './login-ways.tsx';
import './login-page.css';

/** Signs in with the code of a one-time link, with the server's token, through an OpenID provider, or with name and password where somebody has set one. */
export function LoginPage() {
  const { next } = useSearch({ from: '/login' });
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const ways = useQuery({ queryKey: ['login-ways'], queryFn: ({ signal }) => call('loginWays', { signal }) });
  const login = useMutation({
    mutationFn: enterBy,
    onSuccess: async ({ csrfToken, next: wanted = next }) => {
      keepSession(csrfToken);
      queryClient.clear();
      await navigate({ href: localPath(wanted), replace: true });
    },
  });
  const { mutate } = login;
  useEffect(() => {
    const followLink = () => {
      const link = takeLink();
      if (link !== undefined) mutate(link);
    };
    followLink();
    // A link that is pasted over this very page changes what is behind the `#` alone, and loads nothing.
    addEventListener('hashchange', followLink);
    return () => removeEventListener('hashchange', followLink);
  }, [mutate]);
  const passwords = ways.data?.passwords === true;
  const provider = ways.data?.provider ?? null;
  const enter = (wish: LoginWish) => login.mutate({ wish });
  return (
    <div className="mla-login">
      <section className="mla-login-card mla-card">
        <Mark />
        <h1 className="mla-title">{loginWords.title}</h1>
        <p className="mla-soft">{leadFor(provider, passwords)}</p>
        {login.isError && <ErrorPanel title={loginWords.failed} error={login.error} />}
        <LoginWays
          provider={provider}
          passwords={passwords}
          next={localPath(next)}
          isPending={login.isPending}
          onEnter={enter}
        />
      </section>
    </div>
  );
}
