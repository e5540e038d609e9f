import { Button, Form, FormGroup, FormHelperText, HelperText, HelperTextItem, TextInput } from '@patternfly/react-core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { call, forgetSession } from '../../api/api.ts';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { Mark } from '../../parts/mark.tsx';
import { ShowPage } from '../../parts/show-page.tsx';
import { loginWords } from '../../words/login-words.ts';
import { showAsWords } from '../../words/show-as-words.ts';
import './login-page.css';

const { commands, none } = showAsWords;

/** The way in for those who did not come with a one-time link: with the server's token. The link itself is taken by the server. */
export function LoginPage() {
  const { next } = useSearch({ from: '/login' });
  const [token, setToken] = useState('');
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const login = useMutation({
    mutationFn: (given: string) => call('login', { body: { token: given } }),
    onSuccess: async () => {
      forgetSession();
      queryClient.clear();
      await navigate({ href: localPath(next), replace: true });
    },
  });
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
            if (token !== '') login.mutate(token.trim());
          }}
        >
          <FormGroup label={loginWords.token} fieldId="token">
            <TextInput id="token" type="password" autoComplete="current-password" aria-describedby="token-hint" value={token} onChange={(_, value) => setToken(value)} />
            <FormHelperText>
              <HelperText>
                <HelperTextItem id="token-hint">{loginWords.tokenHint}</HelperTextItem>
              </HelperText>
            </FormHelperText>
          </FormGroup>
          <Button type="submit" isLoading={login.isPending} isDisabled={login.isPending}>
            {loginWords.signIn}
          </Button>
        </Form>
      </section>
      <ShowPage forms={{ yaml: { none: none.yamlOfSession }, command: { text: commands.login }, request: { none: none.requestOfSession } }} />
    </div>
  );
}

/** Only a path of this server: a link must not be able to send a person elsewhere after login. */
function localPath(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])/.test(next) ? next : '/';
}
