import { Button } from '@patternfly/react-core';
import { useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import type { CcpCluster } from '../../../../src/platforms/ccp/definition/cluster.ts';
import { ChoiceField } from '../../ui/fields/choice-field.tsx';
import { NumberField } from '../../ui/fields/number-field.tsx';
import { TextField } from '../../ui/fields/text-field.tsx';
import { ControlPlaneFields } from './control-plane-fields.tsx';
import { Section } from '../../ui/fields/section.tsx';
import { WorkerFields } from '../workers/worker-fields.tsx';
import { WorkerGroups } from '../workers/worker-groups.tsx';
import { GpuField } from './gpu-field.tsx';
import { SshKeyField } from './ssh-key-field.tsx';
import { ccpWords } from './words.ts';

type Field = 'provider' | 'datacenter' | 'cluster' | 'resourcePool' | 'network' | 'datastore' | 'image' | 'vipPool';

interface ChoiceRow {
  readonly field: Field;
  readonly words: { readonly label: string; readonly hint?: string; readonly empty: string };
  /** The fields whose values the list depends on. */
  readonly after: readonly Field[];
  readonly beforeLabel?: string;
  readonly optional?: true;
}

const provider: ChoiceRow = { field: 'provider', words: ccpWords.provider, after: [] };
const datacenter: ChoiceRow = {
  field: 'datacenter',
  words: ccpWords.datacenter,
  after: ['provider'],
  beforeLabel: 'provider',
};
const inDatacenter = { after: ['provider', 'datacenter'], beforeLabel: 'datacenter' } as const;
const inCluster = { after: ['provider', 'datacenter', 'cluster'], beforeLabel: 'vSphere cluster' } as const;
const cluster: ChoiceRow = { field: 'cluster', words: ccpWords.cluster, ...inDatacenter };
const resourcePool: ChoiceRow = {
  field: 'resourcePool',
  words: ccpWords.resourcePool,
  ...inCluster,
  optional: true,
};
const network: ChoiceRow = { field: 'network', words: ccpWords.network_, ...inCluster };
const datastore: ChoiceRow = { field: 'datastore', words: ccpWords.datastore, ...inCluster };
const image: ChoiceRow = { field: 'image', words: ccpWords.image, ...inCluster };
const vipPool: ChoiceRow = { field: 'vipPool', words: ccpWords.vipPool, after: [] };

/** Every field of the original's form; the ones most people leave alone are one click away. */
export function CcpFields({ connection }: { connection: string }) {
  const [all, setAll] = useState(false);
  const { control } = useFormContext<InstallationInput>();
  const chosen = useWatch({ control, name: 'spec.cluster.ccp' }) as CcpCluster;
  const choice = (row: ChoiceRow) => (
    <ChoiceField
      key={row.field}
      path={`spec.cluster.ccp.${row.field}`}
      list={row.field}
      connection={connection}
      before={Object.fromEntries(row.after.map((before) => [before, chosen[before]]))}
      label={row.words.label}
      emptyBecause={row.words.empty}
      required={row.optional !== true}
      {...(row.words.hint !== undefined && { hint: row.words.hint })}
      {...(row.beforeLabel !== undefined && { beforeLabel: row.beforeLabel })}
    />
  );
  const gpus = {
    connection,
    before: { provider: chosen.provider, datacenter: chosen.datacenter, cluster: chosen.cluster },
  };
  return (
    <>
      <Section {...ccpWords.sections.place}>
        <div className="mla-columns">
          {[provider, datacenter, cluster, ...(all ? [resourcePool] : []), network, datastore].map(choice)}
        </div>
      </Section>
      <Section {...ccpWords.sections.machines}>
        <div className="mla-columns">{choice(image)}</div>
        <WorkerFields base="spec.cluster.ccp.workers">
          <GpuField path="spec.cluster.ccp.workers.gpu" {...gpus} />
        </WorkerFields>
        {(all || (chosen.moreWorkers ?? []).length > 0) && (
          <WorkerGroups
            base="spec.cluster.ccp.moreWorkers"
            more={(index) => <GpuField path={`spec.cluster.ccp.moreWorkers.${index}.gpu`} {...gpus} />}
          />
        )}
        {all && <ControlPlaneFields />}
      </Section>
      <Section {...ccpWords.sections.network}>
        <div className="mla-columns">
          {choice(vipPool)}
          {all && (
            <TextField
              path="spec.cluster.ccp.podCidr"
              label={ccpWords.podCidr.label}
              hint={ccpWords.podCidr.hint}
              required
            />
          )}
          {all && (
            <NumberField
              path="spec.cluster.ccp.loadBalancers"
              label={ccpWords.loadBalancers.label}
              hint={ccpWords.loadBalancers.hint}
              most={100}
            />
          )}
        </div>
      </Section>
      <Section {...ccpWords.sections.access}>
        <SshKeyField />
        {all && (
          <div className="mla-columns">
            <TextField path="spec.cluster.ccp.sshUser" label={ccpWords.sshUser.label} required />
          </div>
        )}
      </Section>
      {all && (
        <Section {...ccpWords.sections.extras}>
          <div className="mla-columns">
            {(['ntpServers', 'ntpPools', 'insecureRegistries', 'rootCaRegistries'] as const).map((field) => (
              <TextField key={field} path={`spec.cluster.ccp.${field}`} label={ccpWords[field].label} lines rows={2} />
            ))}
          </div>
        </Section>
      )}
      <div>
        <Button variant="link" isInline aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? ccpWords.fewerFields : ccpWords.allFields}
        </Button>
      </div>
    </>
  );
}
