import { sayMemory } from '../../../../../src/api/amounts/say-memory.ts';
import type { MachineView, ReleaseView } from '../../../../../src/api/contract.ts';
import { namesOfChosen, type ChosenComponents } from '../../../../../src/installation/components/chosen-components.ts';
import { kubeflowWords } from '../../../words/kubeflow-words.ts';

const words = kubeflowWords.components;

interface SetOptionsProps {
  readonly chosen: ChosenComponents;
  readonly change: (chosen: ChosenComponents) => void;
  readonly components: ReleaseView['components'];
  /** That the cluster would be made on. */
  readonly machine: MachineView | undefined;
}

/** Everything, the light choice, or a choice of one's own. On a small machine, the light one is suggested. */
export function SetOptions({ chosen, change, components, machine }: SetOptionsProps) {
  const suggested = machine?.suggested === 'light' ? machine.capacity : undefined;
  const choosable = components.filter(({ purpose }) => purpose !== 'platform');
  return (
    <>
      <div className="mla-sizes">
        <Option
          title={words.everything}
          hint={words.everythingHint}
          checked={chosen === 'all'}
          choose={() => change('all')}
        />
        <Option
          title={words.light}
          hint={words.lightHint}
          checked={chosen === 'light'}
          choose={() => change('light')}
          {...(suggested !== undefined && { tag: words.suggested })}
        />
        <Option
          title={words.some}
          hint={words.someHint}
          checked={typeof chosen !== 'string'}
          choose={() => change(namesOfChosen(chosen, choosable))}
        />
      </div>
      {suggested !== undefined && chosen === 'all' && (
        <p role="status" className="mla-warning-mark">
          {words.tooSmall({ ...suggested, memory: sayMemory(suggested.memoryMiB) })}
        </p>
      )}
    </>
  );
}

interface OptionProps {
  readonly title: string;
  readonly hint: string;
  readonly tag?: string;
  readonly checked: boolean;
  readonly choose: () => void;
}

function Option({ title, hint, tag, checked, choose }: OptionProps) {
  return (
    <label className="mla-option">
      <input type="radio" name="components" checked={checked} onChange={choose} />
      <span>
        <strong>{title}</strong> {tag !== undefined && <span className="mla-tag">{tag}</span>}
        <span className="mla-soft mla-small mla-block">{hint}</span>
      </span>
    </label>
  );
}
