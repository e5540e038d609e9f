import { Alert, Button, Form, FormGroup, TextInput } from '@patternfly/react-core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/api.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { FieldNote } from '../../ui/fields/field-note.tsx';
import { useProblems } from '../../ui/fields/use-problems.ts';
import { accountWords } from '../../words/people/account-words.ts';

/** The shortest password that the server takes. */
const shortest = 12;

/** Sets or changes one's own password. */
export function PasswordSetting() {
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const { shown, check } = useProblems({
    password: password.length < shortest ? accountWords.tooShort : undefined,
  });
  const save = useMutation({
    mutationFn: () => call('setPassword', { body: { password, ...(current !== '' && { current }) } }),
  });
  return (
    <section className="mla-card">
      <h2 className="mla-heading">{accountWords.password}</h2>
      <p className="mla-soft">{accountWords.hint}</p>
      {save.isError && <ErrorPanel title={accountWords.failed} error={save.error} />}
      {save.isSuccess && <Alert component="p" isInline isLiveRegion variant="success" title={accountWords.saved} />}
      <Form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          check(event.currentTarget, () => save.mutate());
        }}
      >
        <FormGroup label={accountWords.current} fieldId="current">
          <TextInput
            id="current"
            type="password"
            autoComplete="current-password"
            aria-describedby="current-hint"
            value={current}
            onChange={(_, value) => setCurrent(value)}
          />
          <FieldNote id="current-hint">{accountWords.currentHint}</FieldNote>
        </FormGroup>
        <FormGroup label={accountWords.next} fieldId="password">
          <TextInput
            id="password"
            type="password"
            autoComplete="new-password"
            aria-describedby="password-note"
            aria-invalid={shown.password !== undefined}
            validated={shown.password === undefined ? 'default' : 'error'}
            value={password}
            onChange={(_, value) => setPassword(value)}
          />
          <FieldNote id="password-note" error={shown.password} />
        </FormGroup>
        <div>
          <Button type="submit" isLoading={save.isPending} isDisabled={save.isPending}>
            {save.isPending ? accountWords.saving : accountWords.save}
          </Button>
        </div>
      </Form>
    </section>
  );
}
