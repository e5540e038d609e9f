import { Fragment } from 'react';
import type { PlanView, ReleaseView } from '../../../../../src/api/contract.ts';
import { kubeflowWords } from '../../../words/kubeflow-words.ts';
import { sayMemoryOf } from './memory-of.ts';

interface SetContentsProps {
  readonly purposes: readonly string[];
  readonly components: ReleaseView['components'];
  readonly whole: PlanView | undefined;
}

/** What a choice with a name of its own contains, by purpose, and what each component adds. */
export function SetContents({ purposes, components, whole }: SetContentsProps) {
  const withComponents = purposes.filter((purpose) => components.some((component) => component.purpose === purpose));
  if (withComponents.length === 0) return null;
  return (
    <dl className="mla-everything">
      {withComponents.map((purpose) => (
        <Fragment key={purpose}>
          <dt>{kubeflowWords.purposes[purpose]}</dt>
          <dd>
            {components
              .filter((component) => component.purpose === purpose)
              .map(({ name, title }, index) => {
                const memory = sayMemoryOf(name, whole);
                return (
                  <Fragment key={name}>
                    {index > 0 && ' · '}
                    {title}
                    {memory !== undefined && <span className="mla-soft mla-small"> ({memory})</span>}
                  </Fragment>
                );
              })}
          </dd>
        </Fragment>
      ))}
    </dl>
  );
}
