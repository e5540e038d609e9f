import { Checkbox } from '@patternfly/react-core';
import type { UninstallPreview } from '../../../../src/api/contract.ts';
import { takeWords, type TakeWord } from '../../../../src/api/contract/take-words.ts';
import { foundWords as words } from '../../words/removal/found-words.ts';
import { uninstallWords } from '../../words/removal/uninstall-words.ts';

interface TakeMoreProps {
  /** What stays without a word. */
  readonly keeps: UninstallPreview['keeps'];
  /** Words, and objects as `Kind namespace/name`. */
  readonly take: readonly string[];
  readonly change: (take: readonly string[]) => void;
}

/** What goes although no release has it so: whole groups, or single objects of them. */
export function TakeMore({ keeps, take, change }: TakeMoreProps) {
  const groups = Map.groupBy(
    keeps.filter(({ takenBy }) => takenBy !== undefined),
    ({ takenBy }) => takenBy as TakeWord,
  );
  if (groups.size === 0) return null;
  const set = (one: string, chosen: boolean, without: readonly string[] = []): void =>
    change([...take.filter((other) => other !== one && !without.includes(other)), ...(chosen ? [one] : [])]);
  return (
    <fieldset className="mla-stack">
      <legend className="mla-list-title">{words.take}</legend>
      <p className="mla-small mla-soft">{words.takeHint}</p>
      {[...groups].map(([word, objects]) => (
        <div key={word}>
          <Checkbox
            id={`take-${word}`}
            label={`${words.takeGroups[word]} · ${uninstallWords.objects(objects.length)}`}
            description={takeWords[word]}
            isChecked={take.includes(word)}
            // An object that goes with its group has no word of its own.
            onChange={(_, chosen) =>
              set(
                word,
                chosen,
                objects.map(({ object }) => object),
              )
            }
          />
          {!take.includes(word) && (
            <details>
              <summary>{words.one}</summary>
              <div className="mla-uninstall-names">
                {objects.map(({ object, because }) => (
                  <Checkbox
                    key={object}
                    id={`take-${object}`}
                    label={object}
                    description={because}
                    isChecked={take.includes(object)}
                    onChange={(_, chosen) => set(object, chosen)}
                  />
                ))}
              </div>
            </details>
          )}
        </div>
      ))}
    </fieldset>
  );
}
