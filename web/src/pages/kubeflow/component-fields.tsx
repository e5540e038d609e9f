import { useController } from 'react-hook-form';
import type { PlanView, ReleaseView } from '../../../../src/api/contract.ts';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import { fieldId } from '../../parts/field-id.ts';
import { kubeflowWords } from '../../words/kubeflow-words.ts';

const words = kubeflowWords.components;

interface ComponentFieldsProps {
  readonly release: ReleaseView | undefined;
  readonly plan: PlanView | undefined;
}

/** What a person wants to do with Kubeflow; below each choice, what it takes along and why. */
export function ComponentFields({ release, plan }: ComponentFieldsProps) {
  const { field } = useController<InstallationInput, 'spec.kubeflow.components'>({ name: 'spec.kubeflow.components' });
  const chosen = field.value ?? 'all';
  const components = release?.components ?? [];
  const purposes = Object.keys(kubeflowWords.purposes).filter((purpose) => components.some((component) => component.purpose === purpose));
  const toggle = (name: string) => {
    if (chosen === 'all') return;
    field.onChange(chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name]);
  };
  return (
    <fieldset id={fieldId('spec.kubeflow.components')} tabIndex={-1} className="mla-card mla-section">
      <legend className="mla-heading">{words.title}</legend>
      <p className="mla-soft mla-section-lead">{words.lead}</p>
      <div className="mla-sizes">
        <label className="mla-option">
          <input type="radio" name="components" checked={chosen === 'all'} onChange={() => field.onChange('all')} />
          <span>
            <strong>{words.everything}</strong>
            <span className="mla-soft mla-small mla-block">{words.everythingHint}</span>
          </span>
        </label>
        <label className="mla-option">
          <input type="radio" name="components" checked={chosen !== 'all'} onChange={() => field.onChange(components.filter((component) => component.purpose !== 'platform').map((component) => component.name))} />
          <span>
            <strong>{words.some}</strong>
            <span className="mla-soft mla-small mla-block">{words.someHint}</span>
          </span>
        </label>
      </div>
      {chosen !== 'all' && chosen.length === 0 && (
        <p role="alert" className="mla-bad">
          {words.nothing}
        </p>
      )}
      {purposes.map((purpose) => (
        <div key={purpose} role="group" aria-label={kubeflowWords.purposes[purpose]}>
          <h3 className="mla-purpose">{kubeflowWords.purposes[purpose]}</h3>
          <ul className="mla-components">
            {components
              .filter((component) => component.purpose === purpose)
              .map((component) => {
                const planned = plan?.components.find((candidate) => candidate.name === component.name);
                const because = chosen === 'all' ? [] : (planned?.because ?? []);
                const along = because.length > 0;
                return (
                  <li key={component.name} data-in={chosen === 'all' || chosen.includes(component.name) || along}>
                    <label className="mla-option-plain">
                      <input
                        type="checkbox"
                        checked={chosen === 'all' || chosen.includes(component.name) || along}
                        disabled={chosen === 'all' || (along && !chosen.includes(component.name))}
                        onChange={() => toggle(component.name)}
                      />
                      <span>
                        <strong>{component.title}</strong>
                        {along && <span className="mla-tag">{words.along}</span>}
                        <span className="mla-soft mla-block">{component.description}</span>
                        {because.map((reason) => (
                          <span key={reason} className="mla-small mla-because mla-block">
                            {reason}
                          </span>
                        ))}
                      </span>
                    </label>
                  </li>
                );
              })}
          </ul>
        </div>
      ))}
    </fieldset>
  );
}
