import { Button, Form, FormGroup, FormHelperText, HelperText, HelperTextItem, TextInput } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { call, keepSession } from '../../api/api.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { Mark } from '../../ui/feedback/mark.tsx';
import { loginWords } from '../../words/login-words.ts';
import './login-page.css';

/** Signs in with the code of a one-time link, or with the server's token. */
export function LoginPage() {
  const { next } = useSearch({ from: '/login' });
  const [token, setToken] = useState('');
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const login = useMutation({
    mutationFn: (given: Link) => call('login', { body: { token: given.code } }),
    onSuccess: async ({ csrfToken }, link) => {
      keepSession(csrfToken);
      queryClient.clear();
      await navigate({ href: localPath(link.next ?? next), replace: true });
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
  return (
    <div className="mla-login">
      <section className="mla-login-card mla-card">
        <Mark />
        <h1 className="mla-title">{loginWords.title}</h1>
        <p className="mla-soft">{loginWords.lead}</p>
        {login.isError && <ErrorPanel title={loginWords.failed} error={login.error} />}
        <Form
          onSubmit={(event) => {
            event.preventDefault();
            if (token !== '') login.mutate({ code: token.trim() });
          }}
        >
          <FormGroup label={loginWords.token} fieldId="token">
            <TextInput
              id="token"
              type="password"
              autoComplete="current-password"
              aria-describedby="token-hint"
              value={token}
              onChange={(_, value) => setToken(value)}
            />
            <FormHelperText>
              <HelperText>
                <HelperTextItem id="token-hint">{loginWords.tokenHint}</HelperTextItem>
              </HelperText>
            </FormHelperText>
          </FormGroup>
          <Button type="submit" isLoading={login.isPending} isDisabled={login.isPending}>
            {login.isPending ? loginWords.signingIn : loginWords.signIn}
          </Button>
        </Form>
      </section>
    </div>
  );
}

interface Link {
  readonly code: string;
  readonly next?: string | undefined;
}

/** What a login link brings behind its `#`. It is gone from the address before anything else happens. */
function takeLink(): Link | undefined {
  const given = new URLSearchParams(location.hash.slice(1));
  const code = given.get('code');
  if (code === null) return undefined;
  history.replaceState(history.state, '', location.pathname + location.search);
  return { code, next: given.get('next') ?? undefined };
}

/** Only a path of this server, as the browser itself reads it: a link must not be able to send a person elsewhere after login. */
function localPath(next = '/'): string {
  const url = URL.parse(next, location.origin);
  return url?.origin === location.origin && !url.pathname.startsWith('//') ? url.pathname + url.search + url.hash : '/';
}
