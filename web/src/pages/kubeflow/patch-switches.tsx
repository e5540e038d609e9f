import { useFormContext, useWatch } from 'react-hook-form';
import type { PlanView } from '../../../../src/api/contract.ts';
import type { InstallationInput } from '../../../../src/installation/installation.ts';
import type { PatchId } from '../../../../src/installation/patch-ids.ts';
import { fieldId } from '../../ui/fields/field-id.ts';
import { kubeflowWords } from '../../words/kubeflow-words.ts';

const words = kubeflowWords.patches;
const path = 'spec.kubeflow.patches';

type Switch = PlanView['switches'][number];
type Wish = NonNullable<NonNullable<InstallationInput['spec']['kubeflow']>['patches']>;

/** What MLAnywhere changes in the release, each with its reason and a switch. Nothing where the plan has no patches. */
export function PatchSwitches({ plan }: { plan: PlanView | undefined }) {
  const { control, setValue } = useFormContext<InstallationInput>();
  const wish = useWatch({ control, name: path });
  const switches = plan?.switches ?? [];
  if (switches.length === 0) return undefined;
  return (
    <fieldset id={fieldId(path)} tabIndex={-1} className="mla-card mla-section">
      <legend className="mla-heading">{words.title}</legend>
      <p className="mla-soft mla-section-lead">{words.lead}</p>
      <ul className="mla-components">
        {switches.map((one) => (
          <li key={one.id}>
            <label className="mla-option-plain">
              <input
                type="checkbox"
                checked={isOn(one, wish)}
                onChange={(event) => setValue(path, wishFor(one, event.target.checked, wish), { shouldDirty: true })}
              />
              <span>
                <strong>{one.title}</strong>
                <span className="mla-soft mla-small mla-block mla-break">{one.why}</span>
                <span className="mla-small mla-block mla-break">{sayState(one)}</span>
              </span>
            </label>
          </li>
        ))}
      </ul>
    </fieldset>
  );
}

function sayState({ on, because, objects, advised }: Switch): string {
  const state = on ? words.on(objects) : words.off;
  return `${state} ${because}${advised && !on ? ` ${words.advised}` : ''}`;
}

function isOn({ id, advised }: Switch, wish: Wish | undefined): boolean {
  if (includes(wish?.enable, id)) return true;
  return !includes(wish?.disable, id) && advised;
}

function includes(ids: readonly string[] | undefined, id: string): boolean {
  return ids?.includes(id) === true;
}

/** Says nothing of a patch that is as it would be anyway. */
function wishFor({ id, advised }: Switch, on: boolean, wish: Wish = {}): Wish | undefined {
  const without = (ids: readonly PatchId[] = []) => ids.filter((other) => other !== id);
  // The plan names only patches that the schema knows.
  const own = on === advised ? [] : [id as PatchId];
  const next = {
    enable: [...without(wish.enable), ...(on ? own : [])],
    disable: [...without(wish.disable), ...(on ? [] : own)],
  };
  return next.enable.length + next.disable.length === 0 ? undefined : next;
}
