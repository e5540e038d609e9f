import { stageNames, stageWords, type StageName } from '../../words/stage-words.ts';

/** Title and one sentence of a stage. */
export function StageHead({ name }: { name: StageName }) {
  const words = stageWords.stages[name];
  return (
    <header>
      <p className="mla-soft mla-small">{stageWords.stageOf(stageNames.indexOf(name) + 1)}</p>
      <h1 className="mla-title">{words.title}</h1>
      <p className="mla-lead">{words.lead}</p>
    </header>
  );
}
