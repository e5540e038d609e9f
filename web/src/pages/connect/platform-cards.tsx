import type { CallOutput } from '../../api/api.ts';
import type { PlatformId } from '../../../../src/installation/installation.ts';
import { platformPages } from '../../platforms/registry.ts';
import { MachineLine } from './machine-line.tsx';
import { connectWords } from '../../words/connect-words.ts';

interface PlatformCardsProps {
  readonly platforms: CallOutput<'listPlatforms'>;
  readonly chosen: PlatformId;
  readonly choose: (id: PlatformId) => void;
}

/** As the registry has them; one that it does not know comes last. */
function inOrder(platforms: PlatformCardsProps['platforms']): PlatformCardsProps['platforms'] {
  const order = Object.keys(platformPages);
  return platforms.toSorted((one, other) => order.indexOf(one.id) - order.indexOf(other.id));
}

/** The platforms as cards: what each is, and what you need. Radio buttons underneath, so that arrow keys and screen readers work. */
export function PlatformCards({ platforms, chosen, choose }: PlatformCardsProps) {
  return (
    <fieldset className="mla-platforms">
      <legend className="mla-heading">{connectWords.platformLegend}</legend>
      {inOrder(platforms).map((platform) => (
        <label
          key={platform.id}
          className="mla-platform"
          data-chosen={platform.id === chosen}
          data-off={!platform.available}
        >
          <input
            type="radio"
            aria-labelledby={`platform-${platform.id}`}
            aria-describedby={`platform-${platform.id}-about`}
            name="platform"
            value={platform.id}
            checked={platform.id === chosen}
            disabled={!platform.available}
            onChange={() => choose(platform.id)}
          />
          <span id={`platform-${platform.id}`} className="mla-platform-title">
            {platform.title}
          </span>
          <span id={`platform-${platform.id}-about`} className="mla-soft">
            {platform.description}
          </span>
          {platform.available ? (
            <span className="mla-platform-needs mla-small">
              <span className="mla-soft">{connectWords.needs}</span>
              {platform.needs.map((need) => (
                <span key={need} className="mla-need">
                  {need}
                </span>
              ))}
              {platform.onThisMachine === true && <MachineLine platform={platform.id} />}
            </span>
          ) : (
            <span className="mla-small">
              {connectWords.unavailable}: {platform.unavailableBecause}
            </span>
          )}
        </label>
      ))}
    </fieldset>
  );
}
