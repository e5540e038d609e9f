import { Button, Form } from '@patternfly/react-core';
import { useMutation } from '@tanstack/react-query';
import { Suspense, useRef, useState } from 'react';
import type { ConnectionInput } from '../../../../src/api/contract.ts';
import type { PlatformId } from '../../../../src/installation/installation.ts';
import { call } from '../../api/api.ts';
import { platformPages } from '../../platforms/registry.ts';
import { ErrorPanel } from '../../ui/feedback/error-panel.tsx';
import { PlainField } from '../../ui/fields/plain-field.tsx';
import { useProblems } from '../../ui/fields/use-problems.ts';
import { ShowPage } from '../../ui/show-as/show-page.tsx';
import { BackLink } from '../../ui/shell/back-link.tsx';
import { connectWords } from '../../words/connect-words.ts';
import { CertificateHelp } from './certificate-help.tsx';
import { emptyConnection, readConnection, type ConnectionDraft } from './connection-draft.ts';
import { formsOfDraft } from './connection-forms.ts';
import { ConnectionLayers } from './connection-layers.tsx';

interface NewConnectionProps {
  readonly platform: PlatformId;
  /** Fixed while the credentials of an existing connection change. */
  readonly name?: string;
  readonly saved: (name: string) => Promise<void>;
}

/** A connection that is typed, tested layer by layer, and saved. */
export function NewConnection({ platform, name, saved }: NewConnectionProps) {
  const [draft, setDraft] = useState<ConnectionDraft>(() => ({
    ...emptyConnection(platform),
    ...(name !== undefined && { name }),
  }));
  const Fields = platformPages[platform].connection?.Fields;
  const { input, problems } = readConnection(draft);
  const { shown, check } = useProblems(problems);
  const form = useRef<HTMLFormElement>(null);
  const test = useMutation({ mutationFn: (given: ConnectionInput) => call('testConnection', { body: given }) });
  const save = useMutation({
    mutationFn: async (given: ConnectionInput) => {
      await call('saveConnection', { params: { name: draft.name }, body: given });
      await saved(draft.name);
    },
  });
  const change = (part: Partial<ConnectionDraft>) => {
    setDraft((before) => ({ ...before, ...part }));
    // The tested values are no longer the ones in the form.
    test.reset();
  };
  const withInput = (act: (given: ConnectionInput) => void) => {
    check(form.current, () => input !== undefined && act(input));
  };
  const testAgain = (changed: ConnectionDraft, given: ConnectionInput | undefined) => {
    setDraft(changed);
    if (given !== undefined) test.mutate(given);
  };
  const worked = test.data?.ok === true;
  return (
    <>
      <section className="mla-card">
        <Form
          innerRef={form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            withInput((given) => (worked ? save : test).mutate(given));
          }}
        >
          {name === undefined && (
            <PlainField
              id="connection-name"
              label={connectWords.name}
              hint={connectWords.nameHint}
              value={draft.name}
              error={shown['name']}
              change={(value) => change({ name: value })}
            />
          )}
          {/* With the buttons: they would move under the pointer when the fields above them come. */}
          <Suspense>
            {Fields !== undefined && (
              <Fields
                values={draft.values}
                problems={shown}
                change={(part) => change({ values: { ...draft.values, ...part } })}
              />
            )}
            {test.isError && <ErrorPanel error={test.error} />}
            {(test.isPending || test.data !== undefined) && <ConnectionLayers test={test.data} platform={platform} />}
            <CertificateHelp draft={draft} test={test.data} testAgain={testAgain} />
            {save.isError && <ErrorPanel error={save.error} />}
            <ConnectionActions
              test={() => withInput((given) => test.mutate(given))}
              testing={test.isPending}
              worked={worked}
              save={() => withInput((given) => save.mutate(given))}
              saving={save.isPending}
              isStage={name === undefined}
            />
          </Suspense>
        </Form>
      </section>
      {name === undefined && <ShowPage forms={formsOfDraft(draft)} />}
    </>
  );
}

interface ConnectionActionsProps {
  readonly test: () => void;
  readonly testing: boolean;
  /** The test went well: it can be saved. */
  readonly worked: boolean;
  readonly save: () => void;
  readonly saving: boolean;
  /** Not in the dialog that changes credentials. */
  readonly isStage: boolean;
}

function ConnectionActions({ test, testing, worked, save, saving, isStage }: ConnectionActionsProps) {
  return (
    <div className="mla-actions">
      <Button variant={worked ? 'secondary' : 'primary'} isLoading={testing} isDisabled={testing} onClick={test}>
        {testing ? connectWords.testing : connectWords.test}
      </Button>
      {worked && (
        <Button isLoading={saving} isDisabled={saving} onClick={save}>
          {connectWords.saveAndContinue}
        </Button>
      )}
      {isStage && <BackLink to="/" />}
    </div>
  );
}
