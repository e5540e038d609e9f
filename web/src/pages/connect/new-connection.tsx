import { Button, Form } from '@patternfly/react-core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { call } from '../../api/api.ts';
import { ErrorPanel } from '../../parts/error-panel.tsx';
import { PlainField } from '../../parts/plain-field.tsx';
import { connectWords } from '../../words/connect-words.ts';
import { emptyConnection, readConnection, type ConnectionDraft } from './connection-draft.ts';
import { ConnectionLayers } from './connection-layers.tsx';
import { KubeconfigFields } from './kubeconfig-fields.tsx';
import { PinCertificate } from './pin-certificate.tsx';
import { TrustFields } from './trust-fields.tsx';

interface NewConnectionProps {
  readonly platform: 'ccp' | 'existing';
  /** Fixed, when it is an existing connection whose credentials are changed. */
  readonly name?: string;
  readonly saved: (name: string) => Promise<void>;
}

/** A connection that is typed, tested layer by layer, and saved. */
export function NewConnection({ platform, name, saved }: NewConnectionProps) {
  const [draft, setDraft] = useState<ConnectionDraft>(() => ({ ...emptyConnection(platform), ...(name !== undefined && { name }) }));
  const [showProblems, setShowProblems] = useState(false);
  const { input, problems } = readConnection(draft);
  const shown = showProblems ? problems : {};
  const test = useMutation({ mutationFn: (given: NonNullable<typeof input>) => call('testConnection', { body: given }) });
  const save = useMutation({
    mutationFn: async (given: NonNullable<typeof input>) => {
      await call('saveConnection', { params: { name: draft.name }, body: given });
      await saved(draft.name);
    },
  });
  const change = (part: Partial<ConnectionDraft>) => {
    setDraft((before) => ({ ...before, ...part }));
    // What was tested is not what stands there any more.
    test.reset();
  };
  const withInput = (act: (given: NonNullable<typeof input>) => void) => {
    setShowProblems(true);
    if (input !== undefined) act(input);
    else document.getElementById(`connection-${Object.keys(problems)[0] ?? ''}`)?.focus();
  };
  const fingerprint = test.data?.fingerprint;
  return (
    <section className="mla-card">
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          withInput((given) => (test.data?.ok === true ? save.mutate(given) : test.mutate(given)));
        }}
      >
        {name === undefined && <PlainField id="connection-name" label={connectWords.name} hint={connectWords.nameHint} value={draft.name} error={shown['name']} change={(value) => change({ name: value })} />}
        {platform === 'ccp' ? (
          <>
            <PlainField id="connection-address" label={connectWords.address} hint={connectWords.addressHint} value={draft.address} error={shown['address']} change={(value) => change({ address: value })} />
            <div className="mla-columns">
              <PlainField id="connection-username" label={connectWords.username} value={draft.username} error={shown['username']} change={(value) => change({ username: value })} />
              <PlainField id="connection-password" label={connectWords.password} hint={connectWords.passwordHint} secret value={draft.password} error={shown['password']} change={(value) => change({ password: value })} />
            </div>
            <TrustFields trust={draft.trust} change={(trust) => change({ trust })} />
          </>
        ) : (
          <KubeconfigFields draft={draft} problem={shown['kubeconfig']} change={change} />
        )}
        {test.isError && <ErrorPanel error={test.error} />}
        {(test.isPending || test.data !== undefined) && <ConnectionLayers test={test.data} platform={platform} />}
        {test.data?.ok === false && fingerprint !== undefined && draft.trust.mode !== 'insecure' && !isPinned(draft, fingerprint) && (
          <PinCertificate
            fingerprint={fingerprint}
            confirm={() => {
              const pinned: ConnectionDraft = { ...draft, trust: { mode: 'fingerprint', sha256: fingerprint } };
              setDraft(pinned);
              const again = readConnection(pinned).input;
              if (again !== undefined) test.mutate(again);
            }}
          />
        )}
        {save.isError && <ErrorPanel error={save.error} />}
        <div className="mla-actions">
          <Button variant={test.data?.ok === true ? 'secondary' : 'primary'} isLoading={test.isPending} isDisabled={test.isPending} onClick={() => withInput((given) => test.mutate(given))}>
            {test.isPending ? connectWords.testing : connectWords.test}
          </Button>
          {test.data?.ok === true && (
            <Button isLoading={save.isPending} isDisabled={save.isPending} onClick={() => withInput((given) => save.mutate(given))}>
              {connectWords.saveAndContinue}
            </Button>
          )}
        </div>
      </Form>
    </section>
  );
}

function isPinned({ trust }: ConnectionDraft, fingerprint: string): boolean {
  return trust.mode === 'fingerprint' && trust.sha256 === fingerprint;
}
