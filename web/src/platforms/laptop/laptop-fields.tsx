import { useState } from 'react';
import { useFormContext, type FieldPath } from 'react-hook-form';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { engineNames, kubernetesMinors } from '../../../../src/platforms/laptop/definition/fields.ts';
import { AreaField } from '../../ui/fields/area-field.tsx';
import { NumberField } from '../../ui/fields/number-field.tsx';
import { OptionalNumberField } from '../../ui/fields/optional-number-field.tsx';
import { PickField } from '../../ui/fields/pick-field.tsx';
import { Section } from '../../ui/fields/section.tsx';
import { TextField } from '../../ui/fields/text-field.tsx';
import { MachineReport } from '../../ui/machine/machine-report.tsx';
import { useAskedCluster } from '../../ui/machine/use-draft-machine.ts';
import type { LaptopTool } from './laptop-page.tsx';
import { laptopWords } from './words.ts';

const words = laptopWords.fields;

/** The fields of kind, k3d and minikube. Each shows those that its tool has. */
export function LaptopFields({ tool }: { tool: LaptopTool }) {
  const { id, title } = tool;
  const path = (field: string) => `spec.cluster.${id}.${field}` as FieldPath<InstallationInput>;
  return (
    <>
      <Section title={title} lead={laptopWords.lead}>
        <div className="mla-columns">
          <PickField
            path={path('kubernetes')}
            label={words.kubernetes}
            hint={words.kubernetesHint}
            choices={kubernetesMinors.map((minor) => [minor, minor])}
            start={kubernetesMinors[0]}
          />
          <NumberField path={path('nodes')} label={words.nodes} hint={words.nodesHint} most={10} />
          {tool.sizes && (
            <>
              <OptionalNumberField path={path('cpus')} label={words.cpus} hint={words.cpusHint} />
              <OptionalNumberField path={path('memoryGiB')} label={words.memory} hint={words.memoryHint} />
            </>
          )}
          {tool.gpus.length > 0 && (
            <PickField
              path={path('gpus')}
              label={words.gpus}
              hint={words.gpusHint}
              choices={[['', words.noGpus], ...tool.gpus.map((gpus) => [gpus, words.gpuChoices[gpus]] as const)]}
              start=""
            />
          )}
        </div>
      </Section>
      <ThisMachine path={path('engine')} />
      <NetworkFields path={path} withImage={tool.image} />
    </>
  );
}

/** The container engine, and whether this machine has what is asked for. */
function ThisMachine({ path }: { path: FieldPath<InstallationInput> }) {
  const asked = useAskedCluster();
  return (
    <Section {...laptopWords.machine}>
      <PickField
        path={path}
        label={words.engine}
        hint={words.engineHint}
        choices={[['', words.anyEngine], ...engineNames.map((name) => [name, words.engines[name]] as const)]}
        start=""
      />
      <MachineReport cluster={asked} />
    </Section>
  );
}

interface NetworkFieldsProps {
  readonly path: (field: string) => FieldPath<InstallationInput>;
  readonly withImage: boolean;
}

/** What most people leave alone. Open where something of it is said. */
function NetworkFields({ path, withImage }: NetworkFieldsProps) {
  const { getValues } = useFormContext<InstallationInput>();
  const [isOpen] = useState(() =>
    ['ports', 'image', 'registryMirror', 'certificateAuthority', 'preload'].some((field) => {
      const value: unknown = getValues(path(field));
      return Array.isArray(value) ? value.length > 0 : value !== undefined;
    }),
  );
  return (
    <details className="mla-card" open={isOpen}>
      <summary>{words.more}</summary>
      <div className="mla-stack mla-more-fields">
        <TextField path={path('ports')} label={words.ports} hint={words.portsHint} lines rows={2} />
        {withImage && <TextField path={path('image')} label={words.image} hint={words.imageHint} leaveOut />}
        <TextField
          path={path('registryMirror')}
          label={words.mirror}
          hint={words.mirrorHint}
          inputMode="url"
          leaveOut
        />
        <AreaField path={path('certificateAuthority')} label={words.certificates} hint={words.certificatesHint} />
        <TextField path={path('preload')} label={words.preload} hint={words.preloadHint} lines rows={2} />
      </div>
    </details>
  );
}
