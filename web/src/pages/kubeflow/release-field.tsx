import { useEffect } from 'react';
import { useController } from 'react-hook-form';
import type { ReleaseView } from '../../../../src/api/contract.ts';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { fieldId } from '../../parts/field-id.ts';
import { kubeflowWords } from '../../words/kubeflow-words.ts';
import { runWords } from '../../words/run-words.ts';

/** The releases at hand. */
export function ReleaseField({ releases }: { releases: readonly ReleaseView[] }) {
  const { field } = useController<InstallationInput, 'spec.kubeflow.release'>({ name: 'spec.kubeflow.release' });
  const id = fieldId('spec.kubeflow.release');
  const chosen = field.value ?? '';
  const known = releases.some((release) => valueOf(release) === chosen.split('@')[0]);
  const sorted = newestFirst(releases);
  const first = sorted[0];
  const { onChange } = field;
  useEffect(() => {
    if (!known && first !== undefined) onChange(valueOf(first));
  }, [known, first, onChange]);
  return (
    <section className="mla-card">
      <fieldset id={id} tabIndex={-1}>
        <legend className="mla-heading mla-legend-gap">{kubeflowWords.release.label}</legend>
        {releases.length === 0 && (
          <p>
            <strong>{kubeflowWords.release.none}.</strong> <span className="mla-soft">{kubeflowWords.release.noneBody}</span>
          </p>
        )}
        <div className="mla-sizes">
          {sorted.map((release) => (
            <label key={release.digest} className="mla-option">
              <input type="radio" name="release" checked={valueOf(release) === chosen.split('@')[0]} onChange={() => onChange(valueOf(release))} />
              <span>
                <strong>{runWords.release(release)}</strong>
                <span className="mla-soft mla-small mla-block">{kubeflowWords.release.objects(release.objects)}</span>
                <span className="mla-soft mla-small mla-block mla-mono">{release.digest.slice(0, 19)}</span>
              </span>
            </label>
          ))}
        </div>
      </fieldset>
    </section>
  );
}

/** Kubeflow before what is for practice only, and of each the newest before the older. */
function newestFirst(releases: readonly ReleaseView[]): readonly ReleaseView[] {
  return releases.toSorted((one, other) => Number(one.name === 'practice') - Number(other.name === 'practice') || other.version.localeCompare(one.version, 'en', { numeric: true }));
}

/** What the installation says for a release: `practice` by name, Kubeflow by version. */
function valueOf(release: ReleaseView): string {
  return release.name === 'practice' ? 'practice' : release.version;
}
