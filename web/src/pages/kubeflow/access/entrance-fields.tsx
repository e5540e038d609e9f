import { Alert } from '@patternfly/react-core';
import { type FormState, useFormContext, useWatch } from 'react-hook-form';
import type { AccessWish } from '../../../../../src/installation/access/access.ts';
import type { InstallationInput } from '../../../../../src/installation/installation.ts';
import { AreaField } from '../../../ui/fields/area-field.tsx';
import { OptionalNumberField } from '../../../ui/fields/optional-number-field.tsx';
import { PickBox } from '../../../ui/fields/pick-box.tsx';
import { PickField } from '../../../ui/fields/pick-field.tsx';
import { TextField } from '../../../ui/fields/text-field.tsx';
import { accessWords as words } from '../../../words/access-words.ts';
import { KeyField } from './given-key.tsx';

type Expose = AccessWish['expose'];
type TlsFrom = NonNullable<AccessWish['tls']>['from'];
const path = 'spec.kubeflow.access';
const issuerKinds = ['ClusterIssuer', 'Issuer'];

/** How browsers reach Kubeflow, and where the certificate comes from. */
export function EntranceFields() {
  const { control, formState } = useFormContext<InstallationInput>();
  const choose = useChoices();
  const access = useWatch({ control, name: path });
  const errors = errorsOf(formState);
  const expose = access?.expose ?? 'clusterIP';
  const from = shownTls(expose, access?.tls?.from);
  return (
    <>
      <div className="mla-columns">
        <PickBox
          path={`${path}.expose`}
          label={words.expose.label}
          choices={Object.entries(words.expose.choices)}
          value={expose}
          change={choose.expose}
          error={errors.expose}
        />
        <PickBox
          path={`${path}.tls`}
          label={words.tls.label}
          choices={[
            ...(expose === 'clusterIP' ? [['unset', words.tls.unset] as const] : []),
            ...Object.entries(words.tls.choices),
          ]}
          value={from}
          change={choose.tls}
          error={errors.tls}
        />
        {from !== 'unset' && (
          <TextField path={`${path}.host`} label={words.host.label} hint={words.host.hint} leaveOut />
        )}
        <WayFields expose={expose} />
        <TlsFields from={from} />
      </div>
      {from === 'none' && <Alert variant="warning" isInline title={words.tls.plain} />}
    </>
  );
}

/** What is wrong with a choice as such. */
function errorsOf({ errors }: FormState<InstallationInput>): { readonly expose?: string; readonly tls?: string } {
  const { expose, tls } = errors.spec?.kubeflow?.access ?? {};
  return {
    ...(expose?.message !== undefined && { expose: expose.message }),
    ...(tls?.message !== undefined && { tls: tls.message }),
  };
}

/** What applies where the installation says nothing of a certificate. */
function shownTls(expose: Expose, from: TlsFrom | undefined): TlsFrom | 'unset' {
  return from ?? (expose === 'clusterIP' ? 'unset' : 'release');
}

/** Choices that decide over other fields. Those of another choice would have no effect, and the schema refuses them. */
function useChoices() {
  const { getValues, setValue } = useFormContext<InstallationInput>();
  const set = (value: NonNullable<InstallationInput['spec']['kubeflow']>['access']) =>
    setValue(path, value, { shouldDirty: true, shouldValidate: true });
  return {
    expose: (chosen: string) => {
      const { host, tls } = getValues(path) ?? {};
      const kept = chosen === 'clusterIP' ? {} : { ...(host !== undefined && { host }), ...(tls && { tls }) };
      set({ expose: chosen as Expose, ...kept });
    },
    tls: (chosen: string) => {
      const { tls: _, ...rest } = getValues(path) ?? {};
      set(chosen === 'unset' ? rest : { ...rest, tls: { from: chosen as TlsFrom } });
    },
  };
}

function WayFields({ expose }: { expose: Expose }) {
  if (expose === 'clusterIP') return null;
  if (expose === 'nodePort')
    return <OptionalNumberField path={`${path}.nodePort`} label={words.nodePort.label} hint={words.nodePort.hint} />;
  return (
    <>
      {expose !== 'loadBalancer' && (
        <TextField path={`${path}.class`} label={words.className.label} hint={words.className.hint} leaveOut />
      )}
      {expose === 'gateway' && (
        <TextField path={`${path}.gateway`} label={words.gateway.label} hint={words.gateway.hint} leaveOut />
      )}
      <TextField
        path={`${path}.annotations`}
        label={words.annotations.label}
        hint={words.annotations.hint}
        lines
        leaveOut
      />
    </>
  );
}

function TlsFields({ from }: { from: TlsFrom | 'unset' }) {
  const tls = `${path}.tls` as const;
  if (from === 'issuer')
    return (
      <>
        <PickField
          path={`${tls}.issuer.kind`}
          label={words.issuerKind}
          choices={issuerKinds.map((kind) => [kind, kind])}
          start="ClusterIssuer"
        />
        <TextField path={`${tls}.issuer.name`} label={words.issuerName} required />
      </>
    );
  if (from === 'files')
    return (
      <>
        <AreaField path={`${tls}.certificate`} label={words.certificate.label} hint={words.certificate.hint} required />
        <KeyField />
      </>
    );
  if (from !== 'acme') return null;
  return (
    <>
      <TextField
        path={`${tls}.server`}
        label={words.server.label}
        hint={words.server.hint}
        inputMode="url"
        required
        leaveOut
      />
      <TextField path={`${tls}.email`} label={words.email.label} inputMode="email" required leaveOut />
      <TextField path={`${tls}.http01`} label={words.http01.label} hint={words.http01.hint} leaveOut />
      <AreaField path={`${tls}.dns01`} label={words.dns01.label} hint={words.dns01.hint} />
    </>
  );
}
