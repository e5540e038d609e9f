import { Button } from '@patternfly/react-core';
import { useController } from 'react-hook-form';
import type { MachineView, PlanView, ReleaseView } from '../../../../../src/api/contract.ts';
import { namesOfChosen } from '../../../../../src/installation/components/chosen-components.ts';
import type { InstallationInput } from '../../../../../src/installation/installation.ts';
import { fieldId } from '../../../ui/fields/field-id.ts';
import { kubeflowWords } from '../../../words/kubeflow-words.ts';
import { sayMemoryOf } from './memory-of.ts';
import { SetContents } from './set-contents.tsx';
import { SetOptions } from './set-options.tsx';

const words = kubeflowWords.components;

interface ComponentFieldsProps {
  readonly release: ReleaseView | undefined;
  /** Of what is chosen. `stale`: of what was chosen before. */
  readonly plan: PlanView | undefined;
  readonly stale: boolean;
  /** Of the whole release: what each component needs, also one that is not chosen. */
  readonly whole: PlanView | undefined;
  /** That the cluster would be made on. */
  readonly machine: MachineView | undefined;
}

/** What a person wants to do with Kubeflow; below each choice, what it requires and why, and what each component adds. */
export function ComponentFields({ release, plan, stale, whole, machine }: ComponentFieldsProps) {
  const { field } = useController<InstallationInput, 'spec.kubeflow.components'>({ name: 'spec.kubeflow.components' });
  const chosen = field.value ?? 'all';
  const components = release?.components ?? [];
  const purposes = Object.keys(kubeflowWords.purposes).filter((purpose) =>
    components.some((component) => component.purpose === purpose),
  );
  const ofPurpose = (purpose: string) => components.filter((component) => component.purpose === purpose);
  const toggle = (name: string) => {
    if (typeof chosen === 'string') return;
    field.onChange(chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name]);
  };
  return (
    <fieldset id={fieldId('spec.kubeflow.components')} tabIndex={-1} className="mla-card mla-section">
      <legend className="mla-heading">{words.title}</legend>
      <p className="mla-soft mla-section-lead">{words.lead}</p>
      <SetOptions chosen={chosen} change={field.onChange} components={components} machine={machine} />
      {chosen.length === 0 && (
        <p role="alert" className="mla-bad">
          {words.nothing}
        </p>
      )}
      {release !== undefined && typeof chosen !== 'string' && (
        <Strangers
          names={chosen.filter((name) => !components.some((component) => component.name === name))}
          remove={toggle}
        />
      )}
      {typeof chosen === 'string' && (
        <SetContents
          purposes={purposes}
          components={components.filter(
            ({ name }) =>
              namesOfChosen(chosen, components).includes(name) ||
              (!stale && plan?.components.some((component) => component.name === name) === true),
          )}
          whole={whole}
        />
      )}
      {typeof chosen !== 'string' &&
        purposes.map((purpose) => (
          <div key={purpose} role="group" aria-label={kubeflowWords.purposes[purpose]}>
            <h2 className="mla-purpose">{kubeflowWords.purposes[purpose]}</h2>
            <ul className="mla-components">
              {ofPurpose(purpose).map((component) => (
                <Component
                  key={component.name}
                  component={component}
                  memory={sayMemoryOf(component.name, whole)}
                  because={plan?.components.find(({ name }) => name === component.name)?.because ?? []}
                  chosen={chosen}
                  toggle={() => toggle(component.name)}
                />
              ))}
            </ul>
          </div>
        ))}
      {whole !== undefined && <p className="mla-soft mla-small">{words.memory.meaning}</p>}
    </fieldset>
  );
}

/** Names that came from a file or from another release: they can be removed, and nothing is installed before. */
function Strangers({ names, remove }: { names: readonly string[]; remove: (name: string) => void }) {
  if (names.length === 0) return null;
  return (
    <div role="alert">
      <p className="mla-bad">{words.strangers}:</p>
      <ul className="mla-row">
        {names.map((name) => (
          <li key={name}>
            <span className="mla-mono">{name}</span>{' '}
            <Button variant="link" isInline onClick={() => remove(name)}>
              {words.remove(name)}
            </Button>
          </li>
        ))}
      </ul>
    </div>
  );
}

interface ComponentProps {
  readonly component: ReleaseView['components'][number];
  /** What it adds; undefined while that is not known. */
  readonly memory: string | undefined;
  /** Why it is required; empty when it is not. */
  readonly because: readonly string[];
  readonly chosen: readonly string[];
  readonly toggle: () => void;
}

function Component({ component: { name, title, description }, memory, because, chosen, toggle }: ComponentProps) {
  const along = because.length > 0;
  const isChosen = chosen.includes(name);
  return (
    <li data-in={isChosen || along}>
      <label className="mla-option-plain">
        <input type="checkbox" checked={isChosen || along} disabled={along && !isChosen} onChange={toggle} />
        <span>
          <strong>{title}</strong> {along && <span className="mla-tag">{words.along}</span>}
          <span className="mla-soft mla-block">{description}</span>
          {memory !== undefined && <span className="mla-soft mla-small mla-block">{words.memory.of(memory)}</span>}
        </span>
      </label>
      {along && <Because reasons={because} />}
    </li>
  );
}

/** Why a component is required. Many reasons are collapsed. */
function Because({ reasons }: { reasons: readonly string[] }) {
  const list = (
    <ul className="mla-because mla-small mla-soft">
      {reasons.map((reason) => (
        <li key={reason}>{reason}</li>
      ))}
    </ul>
  );
  if (reasons.length === 1) return list;
  return (
    <details className="mla-why">
      <summary className="mla-small">{words.why(reasons.length)}</summary>
      {list}
    </details>
  );
}
