import { Button } from '@patternfly/react-core';
import { useMutation } from '@tanstack/react-query';
import { call } from '../../api/api.ts';
import { CopyButton } from '../../ui/show-as/copy-button.tsx';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { readyWords } from '../../words/ready-words.ts';

const words = readyWords.credentials;

/** The first user's password: loaded on request, dropped from the page when hidden or left. */
export function Credentials({ name }: { name: string }) {
  const reveal = useMutation({ mutationFn: () => call('revealCredentials', { params: { name } }), gcTime: 0 });
  return (
    <section className="mla-card mla-ready-card" aria-labelledby="credentials">
      <h2 id="credentials" className="mla-heading">
        {words.title}
      </h2>
      <p className="mla-soft">{words.body}</p>
      {reveal.isError && <ErrorPanel error={reveal.error} />}
      {reveal.data === undefined ? (
        <div>
          <Button variant="secondary" isLoading={reveal.isPending} onClick={() => reveal.mutate()}>
            {words.reveal}
          </Button>
        </div>
      ) : (
        <>
          <div role="status">
            <dl className="mla-facts">
              <dt>{words.email}</dt>
              <dd className="mla-mono">{reveal.data.email}</dd>
              <dt>{words.password}</dt>
              <dd className="mla-mono mla-row">
                {reveal.data.password} <CopyButton text={reveal.data.password} label={words.password} />
              </dd>
            </dl>
          </div>
          <div>
            <Button variant="link" isInline onClick={() => reveal.reset()}>
              {words.hide}
            </Button>
          </div>
        </>
      )}
    </section>
  );
}
