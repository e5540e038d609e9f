import { useFormContext, useWatch } from 'react-hook-form';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { ListChoice } from '../../parts/list-choice.tsx';
import { NumberField } from '../../parts/number-field.tsx';
import { clusterWords } from '../../words/cluster-words.ts';

const path = 'spec.cluster.ccp.workers.gpu';

/** A GPU for each worker, or none: no GPU is the absence of the whole entry, not an empty name. */
export function GpuField({ connection, before }: { connection: string; before: Readonly<Record<string, string>> }) {
  const { control, setValue } = useFormContext<InstallationInput>();
  const gpu = useWatch({ control, name: path });
  return (
    <div className="mla-columns">
      <ListChoice
        id="field-spec-cluster-ccp-workers-gpu"
        list="gpu"
        connection={connection}
        before={before}
        beforeLabel="vSphere cluster"
        label={clusterWords.gpu.label}
        hint={clusterWords.gpu.hint}
        emptyBecause={clusterWords.gpu.empty}
        required={false}
        value={gpu?.type ?? ''}
        change={(type) => setValue(path, type === '' ? null : { type, count: gpu?.count ?? 1 }, { shouldDirty: true })}
      />
      {gpu !== null && gpu !== undefined && <NumberField path={`${path}.count`} label={clusterWords.gpu.count} most={16} />}
    </div>
  );
}
