import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../../api/api.ts';
import { useProblems } from '../../../ui/fields/use-problems.ts';
import { FormDone } from '../../../ui/forms/form-done.tsx';
import { FormEnd } from '../../../ui/forms/form-end.tsx';
import { ShownOnce } from '../../../ui/forms/shown-once.tsx';
import { userWords as words } from '../../../words/user-words.ts';
import { type GivenPassword, PasswordChoice } from './password-choice.tsx';

interface ResetPasswordProps {
  /** Of the installation. */
  readonly name: string;
  readonly email: string;
  readonly close: () => void;
}

/** Another password for a user. */
export function ResetPassword({ name, email, close }: ResetPasswordProps) {
  const [given, setGiven] = useState<GivenPassword>(undefined);
  const reset = useMutation({
    mutationFn: (password: GivenPassword) =>
      call('resetPassword', { params: { name, email }, body: password === undefined ? {} : { password } }),
    gcTime: 0,
    onSuccess: () => setGiven(undefined),
  });
  const { shown, check } = useProblems({ password: given === '' ? words.password.missing : undefined });
  if (reset.data !== undefined)
    return (
      <FormDone close={close}>
        <p>{words.hasNew(email)}</p>
        {reset.data.password !== null && <ShownOnce secret={reset.data.password} label={words.password.label} />}
      </FormDone>
    );
  return (
    <form
      className="mla-form-part mla-stack-tight"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        check(event.currentTarget, () => reset.mutate(given));
      }}
    >
      <PasswordChoice id={`reset-${email}`} given={given} change={setGiven} error={shown.password} />
      <FormEnd change={reset} label={words.setPassword} waiting={words.waiting} close={close} />
    </form>
  );
}
