import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormContext, useWatch } from 'react-hook-form';
import type { ReleaseView } from '../../../../src/api/contract.ts';
import { getKubeflow } from '../../../../src/errors/get-kubeflow.ts';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { isSampleRelease } from '../../../../src/installation/sample-release.ts';
import { knownReleasesQuery } from '../../api/queries.ts';
import { fieldId } from '../../ui/fields/field-id.ts';
import { Said } from '../../ui/feedback/said.tsx';
import { kubeflowWords } from '../../words/kubeflow-words.ts';
import { runWords } from '../../words/run-words.ts';
import { GetRelease } from './get-release.tsx';
import { findRelease, newestFirst, valueOf } from './releases.ts';

const words = kubeflowWords.release;

interface ReleaseFieldProps {
  /** Those that can be installed where this installation goes. */
  readonly releases: readonly ReleaseView[];
}

/** Which release. Nothing is chosen for a person: a release that is not on this machine stays written, with how to get it. */
export function ReleaseField({ releases }: ReleaseFieldProps) {
  const { control, getValues, setValue } = useFormContext<InstallationInput>();
  const chosen = useWatch({ control, name: 'spec.kubeflow.release' }) ?? '';
  const [dropped, setDropped] = useState<readonly string[]>([]);
  const known = findRelease(releases, chosen);
  const choose = (release: ReleaseView) => {
    const components = getValues('spec.kubeflow.components') ?? 'all';
    const stays = (name: string) => release.components.some((component) => component.name === name);
    setValue('spec.kubeflow.release', valueOf(release), { shouldDirty: true });
    setDropped(typeof components === 'string' ? [] : components.filter((name) => !stays(name)));
    if (typeof components !== 'string')
      setValue('spec.kubeflow.components', components.filter(stays), { shouldDirty: true });
  };
  return (
    <section className="mla-card">
      <fieldset id={fieldId('spec.kubeflow.release')} tabIndex={-1}>
        <legend className="mla-heading mla-legend-gap">{words.label}</legend>
        {known === undefined && chosen !== '' && (
          <NotHere title={isSampleRelease(chosen) ? words.sampleRefused : words.notHere(chosen)} release={chosen} />
        )}
        {!releases.some(({ name }) => !isSampleRelease(name)) && known !== undefined && (
          <NotHere title={words.onlySample} />
        )}
        <div className="mla-sizes">
          {newestFirst(releases).map((release) => (
            <label key={release.digest} className="mla-option">
              <input type="radio" name="release" checked={release === known} onChange={() => choose(release)} />
              <span>
                <strong>{runWords.release(release)}</strong>
                {isSampleRelease(release.name) && <span className="mla-small mla-block">{words.sample}</span>}
                <span className="mla-soft mla-small mla-block">{words.objects(release.objects)}</span>
                <span className="mla-soft mla-small mla-block mla-mono">{release.digest.slice(0, 19)}</span>
              </span>
            </label>
          ))}
        </div>
        {dropped.length > 0 && <p role="status">{words.dropped(dropped.join(', '))}</p>}
      </fieldset>
    </section>
  );
}

interface NotHereProps {
  readonly title: string;
  /** As the installation names it; without one, the newest that is known. */
  readonly release?: string;
}

/** What is missing, and how to get it: here by a button where MLAnywhere knows the release, else in words. */
function NotHere({ title, release }: NotHereProps) {
  const known = useQuery(knownReleasesQuery);
  const version = release ?? known.data?.[0]?.version;
  const canGet = known.data?.some((one) => one.version === version) === true;
  return (
    <div className="mla-release-missing mla-stack-tight">
      <p role="status">
        <strong>{title}</strong>
      </p>
      {version !== undefined && canGet && <GetRelease version={version} />}
      {!known.isPending && !canGet && (
        <p>
          <Said text={getKubeflow} />
        </p>
      )}
    </div>
  );
}
