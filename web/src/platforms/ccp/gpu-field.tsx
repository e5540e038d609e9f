import { useFormContext, useWatch } from 'react-hook-form';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { fieldId } from '../../ui/fields/field-id.ts';
import { ListChoice } from '../../ui/fields/list-choice.tsx';
import { NumberField } from '../../ui/fields/number-field.tsx';
import { ccpWords } from './words.ts';

/** Where GPUs are listed: a connection, and the place on its platform. */
interface GpuPlace {
  readonly connection: string;
  readonly before: Readonly<Record<string, string>>;
}

interface GpuFieldProps extends GpuPlace {
  readonly path: 'spec.cluster.ccp.workers.gpu' | `spec.cluster.ccp.moreWorkers.${number}.gpu`;
}

/** A GPU for each worker, or none: no GPU is the absence of the whole entry, not an empty name. */
export function GpuField({ path, connection, before }: GpuFieldProps) {
  const { control, setValue } = useFormContext<InstallationInput>();
  const gpu = useWatch({ control, name: path });
  return (
    <div className="mla-columns">
      <ListChoice
        id={fieldId(path)}
        list="gpu"
        connection={connection}
        before={before}
        beforeLabel="vSphere cluster"
        label={ccpWords.gpu.label}
        hint={ccpWords.gpu.hint}
        emptyBecause={ccpWords.gpu.empty}
        required={false}
        value={gpu?.type ?? ''}
        change={(type) => setValue(path, type === '' ? null : { type, count: gpu?.count ?? 1 }, { shouldDirty: true })}
      />
      {gpu !== null && gpu !== undefined && <NumberField path={`${path}.count`} label={ccpWords.gpu.count} most={16} />}
    </div>
  );
}
