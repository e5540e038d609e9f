import { Button, Form, FormGroup, TextInput } from '@patternfly/react-core';
import { useState } from 'react';
import type { LoginWish } from '../../api/api.ts';
import { FieldNote } from '../../ui/fields/field-note.tsx';
import { useProblems } from '../../ui/fields/use-problems.ts';
import { loginWords } from '../../words/people/login-words.ts';

export interface LoginFormParts {
  readonly isPending: boolean;
  readonly onEnter: (wish: LoginWish) => void;
}

/** The server's token, or the code of a one-time link. */
export function TokenForm({ isPending, onEnter, isSecond = false }: LoginFormParts & { readonly isSecond?: boolean }) {
  const [token, setToken] = useState('');
  const { shown, check } = useProblems({ token: token.trim() === '' ? loginWords.tokenMissing : undefined });
  return (
    <Form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        check(event.currentTarget, () => onEnter({ token: token.trim() }));
      }}
    >
      <FormGroup label={loginWords.token} fieldId="token">
        <TextInput
          id="token"
          type="password"
          autoComplete={isSecond ? 'off' : 'current-password'}
          aria-describedby="token-hint"
          aria-invalid={shown.token !== undefined}
          validated={shown.token === undefined ? 'default' : 'error'}
          value={token}
          onChange={(_, value) => setToken(value)}
        />
        <FieldNote id="token-hint" error={shown.token}>
          {loginWords.tokenHint}
        </FieldNote>
      </FormGroup>
      <Button type="submit" variant={isSecond ? 'secondary' : 'primary'} isLoading={isPending} isDisabled={isPending}>
        {isPending ? loginWords.signingIn : isSecond ? loginWords.signInWithToken : loginWords.signIn}
      </Button>
    </Form>
  );
}
