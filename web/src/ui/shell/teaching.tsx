import type { PlatformId } from '../../../../src/installation/installation.ts';
import { stageWords, type StageName } from '../../words/stage-words.ts';
import { teachingOf } from '../../words/teaching-words.ts';
import './teaching.css';

/** What happens in a stage, and how to do it by hand. */
export function Teaching({ name, platform }: { name: StageName; platform: PlatformId }) {
  const words = teachingOf(name, platform);
  return (
    <section className="mla-teaching" aria-labelledby={`teaching-${name}`}>
      <h2 id={`teaching-${name}`}>{stageWords.behindTheScenes}</h2>
      <p>{words.happens}</p>
      <h3>{stageWords.byHand}</h3>
      <ol>
        {words.byHand.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
    </section>
  );
}
