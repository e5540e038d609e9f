import { Button, Form, FormGroup, TextInput } from '@patternfly/react-core';
import { useState } from 'react';
import { FieldNote } from '../../ui/fields/field-note.tsx';
import { useProblems } from '../../ui/fields/use-problems.ts';
import { loginWords } from '../../words/people/login-words.ts';
import type { LoginFormParts } from './token-form.tsx';

/** Name and password of a person. */
export function PasswordForm({ isPending, onEnter }: LoginFormParts) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const { shown, check } = useProblems({
    name: name.trim() === '' ? loginWords.nameMissing : undefined,
    password: password === '' ? loginWords.passwordMissing : undefined,
  });
  return (
    <Form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        check(event.currentTarget, () => onEnter({ name: name.trim(), password }));
      }}
    >
      <FormGroup label={loginWords.name} fieldId="name">
        <TextInput
          id="name"
          autoComplete="username"
          aria-describedby="name-note"
          aria-invalid={shown.name !== undefined}
          validated={shown.name === undefined ? 'default' : 'error'}
          value={name}
          onChange={(_, value) => setName(value)}
        />
        <FieldNote id="name-note" error={shown.name} />
      </FormGroup>
      <FormGroup label={loginWords.password} fieldId="password">
        <TextInput
          id="password"
          type="password"
          autoComplete="current-password"
          aria-describedby="password-note"
          aria-invalid={shown.password !== undefined}
          validated={shown.password === undefined ? 'default' : 'error'}
          value={password}
          onChange={(_, value) => setPassword(value)}
        />
        <FieldNote id="password-note" error={shown.password} />
      </FormGroup>
      <Button type="submit" isLoading={isPending} isDisabled={isPending}>
        {isPending ? loginWords.signingIn : loginWords.signIn}
      </Button>
    </Form>
  );
}
