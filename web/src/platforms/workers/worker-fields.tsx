import type { ReactNode } from 'react';
import { useFormContext, useWatch, type FieldPath } from 'react-hook-form';
import type { InstallationInput, PlatformId } from '../../../../src/installation/installation.ts';
import { NumberField } from '../../ui/fields/number-field.tsx';
import { clusterWords } from '../../words/cluster-words.ts';

const sizes = [
  { name: 'small', vcpus: 4, memoryGiB: 16 },
  { name: 'medium', vcpus: 8, memoryGiB: 32 },
  { name: 'large', vcpus: 16, memoryGiB: 64 },
] as const;

interface WorkerFieldsProps {
  readonly base: Extract<FieldPath<InstallationInput>, `spec.cluster.${PlatformId}.workers`>;
  /** What the platform asks beside number and size. */
  readonly children?: ReactNode;
}

/** How many workers, and how big: a usual size, or one's own. */
export function WorkerFields({ base, children }: WorkerFieldsProps) {
  const { control, setValue } = useFormContext<InstallationInput>();
  const vcpus = useWatch({ control, name: `${base}.vcpus` });
  const memoryGiB = useWatch({ control, name: `${base}.memoryGiB` });
  const size =
    sizes.find((candidate) => candidate.vcpus === vcpus && candidate.memoryGiB === memoryGiB)?.name ?? 'custom';
  const choose = (name: (typeof sizes)[number]['name']) => {
    const chosen = sizes.find((candidate) => candidate.name === name);
    if (chosen === undefined) return;
    setValue(`${base}.vcpus`, chosen.vcpus, { shouldDirty: true });
    setValue(`${base}.memoryGiB`, chosen.memoryGiB, { shouldDirty: true });
  };
  return (
    <>
      <fieldset>
        <legend className="mla-legend">{clusterWords.size.label}</legend>
        <div className="mla-sizes">
          {sizes.map(({ name, ...of }) => (
            <label key={name} className="mla-size">
              <input type="radio" name={`${base}-size`} checked={size === name} onChange={() => choose(name)} />
              <strong>{clusterWords.sizes[name]}</strong>
              <span className="mla-soft mla-small">{clusterWords.size.of(of.vcpus, of.memoryGiB)}</span>
            </label>
          ))}
          {size === 'custom' && (
            <label className="mla-size">
              <input type="radio" name={`${base}-size`} checked readOnly />
              <strong>{clusterWords.size.custom}</strong>
              <span className="mla-soft mla-small">{clusterWords.size.of(vcpus ?? 0, memoryGiB ?? 0)}</span>
            </label>
          )}
        </div>
      </fieldset>
      <div className="mla-columns mla-columns-narrow">
        <NumberField path={`${base}.count`} label={clusterWords.workers} hint={clusterWords.workersHint} most={100} />
        <NumberField path={`${base}.vcpus`} label={clusterWords.size.vcpus} most={128} />
        <NumberField
          path={`${base}.memoryGiB`}
          label={clusterWords.size.memory}
          unit={clusterWords.size.gib}
          least={2}
        />
      </div>
      {children}
    </>
  );
}
