import { Button, ClipboardCopy } from '@patternfly/react-core';
import { useSearch } from '@tanstack/react-router';
import { useRef } from 'react';
import type { ConnectorWish } from '../../../../../src/installation/login/login.ts';
import { fieldId } from '../../../ui/fields/field-id.ts';
import { PickField } from '../../../ui/fields/pick-field.tsx';
import { PlainField } from '../../../ui/fields/plain-field.tsx';
import { TextField } from '../../../ui/fields/text-field.tsx';
import { useProblems } from '../../../ui/fields/use-problems.ts';
import { connectorWords as words } from '../../../words/connector-words.ts';
import { connectorProblems, type ConnectorProblems } from './connector-problems.ts';
import { ConnectorTest } from './connector-test.tsx';
import { useGivenSecrets } from './given-secrets.tsx';
import { issuerHint } from './providers.ts';

interface ConnectorFieldsProps {
  readonly index: number;
  readonly connector: ConnectorWish;
  readonly redirectURI: string | undefined;
  readonly remove: () => void;
}

/** One login service: only the fields that its type needs. */
export function ConnectorFields({ index, connector, redirectURI, remove }: ConnectorFieldsProps) {
  const { installation } = useSearch({ from: '/new' });
  const { values, give } = useGivenSecrets();
  const { id, name } = connector;
  const path = `spec.kubeflow.login.connectors.${index}` as const;
  const secret = values[id] ?? '';
  const { shown, check } = useProblems(connectorProblems(connector));
  const fields = useRef<HTMLDivElement>(null);
  return (
    <div className="mla-connector" role="group" aria-label={name} ref={fields}>
      <div className="mla-columns">
        <TextField path={`${path}.name`} label={words.name.label} problem={shown.name} required />
        <OwnFields path={path} connector={connector} problems={shown} />
        <TextField path={`${path}.clientID`} label={words.clientID.label} problem={shown.clientID} required />
        <PlainField
          id={fieldId(`${path}.secret`)}
          label={words.secret.label}
          hint={installation === undefined ? words.secret.hint : words.secret.keep}
          value={secret}
          change={(value) => give(id, value)}
          secret
        />
      </div>
      {connector.type === 'oidc' && <MoreFields path={path} problems={shown} />}
      {redirectURI !== undefined && (
        <div>
          <p className="mla-soft mla-small">{words.redirect}</p>
          <ClipboardCopy isReadOnly hoverTip={words.redirect} textAriaLabel={words.redirect}>
            {redirectURI}
          </ClipboardCopy>
        </div>
      )}
      <ConnectorTest
        connector={connector}
        secret={secret}
        installation={installation}
        check={(act) => check(fields.current, act)}
      />
      <div>
        <Button variant="link" isInline isDanger onClick={remove}>
          {words.remove(name)}
        </Button>
      </div>
    </div>
  );
}

interface PartProps {
  readonly path: `spec.kubeflow.login.connectors.${number}`;
  readonly problems: ConnectorProblems;
}

function OwnFields({ path, connector: { id, type }, problems }: PartProps & { readonly connector: ConnectorWish }) {
  switch (type) {
    case 'oidc':
      return (
        <TextField
          path={`${path}.issuer`}
          problem={problems.issuer}
          label={words.issuer}
          placeholder={issuerHint(id)}
          inputMode="url"
          required
          leaveOut
        />
      );
    case 'microsoft':
      return (
        <TextField
          path={`${path}.tenant`}
          problem={problems.tenant}
          label={words.tenant.label}
          hint={words.tenant.hint}
          required
          leaveOut
        />
      );
    case 'google':
      return (
        <TextField
          path={`${path}.domains`}
          problem={problems.domains}
          label={words.domains.label}
          hint={words.domains.hint}
          lines
          leaveOut
        />
      );
    case 'github':
      return (
        <>
          <TextField
            path={`${path}.organizations`}
            problem={problems.organizations}
            label={words.organizations.label}
            hint={words.organizations.hint}
            lines
            leaveOut
          />
          <TextField
            path={`${path}.host`}
            problem={problems.host}
            label={words.host.label}
            hint={words.host.hint}
            leaveOut
          />
        </>
      );
  }
}

/** What few OpenID providers need. */
function MoreFields({ path, problems }: PartProps) {
  return (
    <details>
      <summary>{words.more}</summary>
      <div className="mla-columns">
        <PickField
          path={`${path}.emailVerified`}
          label={words.emailVerified.label}
          choices={Object.entries(words.emailVerified.choices)}
          start="required"
        />
        <PickField
          path={`${path}.claimsFrom`}
          label={words.claimsFrom.label}
          choices={Object.entries(words.claimsFrom.choices)}
          start="token"
        />
        <TextField
          path={`${path}.emailClaim`}
          problem={problems.emailClaim}
          label={words.emailClaim.label}
          hint={words.emailClaim.hint}
          leaveOut
        />
        <TextField
          path={`${path}.nameClaim`}
          problem={problems.nameClaim}
          label={words.nameClaim.label}
          hint={words.nameClaim.hint}
          leaveOut
        />
        <TextField
          path={`${path}.scopes`}
          problem={problems.scopes}
          label={words.scopes.label}
          hint={words.scopes.hint}
          lines
          leaveOut
        />
      </div>
    </details>
  );
}
