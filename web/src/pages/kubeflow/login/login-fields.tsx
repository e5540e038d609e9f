import { Alert, Button, FormGroup, FormSelect, FormSelectOption } from '@patternfly/react-core';
import { useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import { access as accessSchema } from '../../../../../src/installation/access/access.ts';
import type { InstallationInput } from '../../../../../src/installation/installation.ts';
import type { ConnectorWish } from '../../../../../src/installation/login/login.ts';
import { redirectUriOf } from '../../../../../src/installation/login/redirect-uri.ts';
import { Section } from '../../../ui/fields/section.tsx';
import { connectorWords as words } from '../../../words/connector-words.ts';
import { ConnectorFields } from './connector-fields.tsx';
import { newConnector, providers } from './providers.ts';
import './login-fields.css';

/** External login services. */
export function LoginFields() {
  const { control, setValue } = useFormContext<InstallationInput>();
  const connectors = useWatch({ control, name: 'spec.kubeflow.login.connectors' }) ?? [];
  const access = accessSchema.safeParse(useWatch({ control, name: 'spec.kubeflow.access' })).data;
  const redirectURI = access && redirectUriOf(access);
  const change = (changed: readonly ConnectorWish[]): void =>
    setValue('spec.kubeflow.login', changed.length === 0 ? undefined : { connectors: [...changed] }, {
      shouldDirty: true,
    });
  return (
    <Section title={words.title} lead={words.lead} path="spec.kubeflow.login">
      {connectors.map((connector, index) => (
        <ConnectorFields
          key={connector.id}
          index={index}
          connector={connector}
          redirectURI={redirectURI}
          remove={() => change(connectors.toSpliced(index, 1))}
        />
      ))}
      {connectors.length > 0 && redirectURI === undefined && (
        <Alert variant="warning" isInline isPlain title={words.noAddress} />
      )}
      <AddService
        add={(chosen) =>
          change([
            ...connectors,
            newConnector(
              chosen,
              connectors.map(({ id }) => id),
            ),
          ])
        }
      />
    </Section>
  );
}

function AddService({ add }: { add: (provider: (typeof providers)[number]) => void }) {
  const [chosen, setChosen] = useState(0);
  const provider = providers[chosen];
  return (
    <div className="mla-add-service">
      <FormGroup label={words.kind} fieldId="login-service">
        <FormSelect id="login-service" value={chosen} onChange={(_, value) => setChosen(Number(value))}>
          {providers.map(({ label }, index) => (
            <FormSelectOption key={label} value={index} label={label} />
          ))}
        </FormSelect>
      </FormGroup>
      <Button variant="secondary" onClick={() => provider && add(provider)}>
        {words.add}
      </Button>
    </div>
  );
}
