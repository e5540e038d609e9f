import { Button } from '@patternfly/react-core';
import { useMutation } from '@tanstack/react-query';
import { call } from '../../api/api.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { loginWords } from '../../words/people/login-words.ts';

/** Leaves for the OpenID provider, which sends the browser back to this page. */
export function ProviderButton({ name, next }: { readonly name: string; readonly next: string }) {
  const leave = useMutation({
    mutationFn: () => call('beginProviderLogin', { body: { next } }),
    onSuccess: ({ url }) => location.assign(url),
  });
  return (
    <>
      {leave.isError && <ErrorPanel title={loginWords.failed} error={leave.error} />}
      <Button isLoading={leave.isPending} isDisabled={leave.isPending} onClick={() => leave.mutate()}>
        {loginWords.signInWith(name)}
      </Button>
    </>
  );
}
