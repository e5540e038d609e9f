import { stageNames, stageWords, type StageName } from '../../words/stage-words.ts';

interface StageHeadProps {
  readonly name: StageName;
  /** In place of the stage's own, where they would say too much. */
  readonly words?: { readonly title: string; readonly lead: string } | undefined;
}

/** Title and one sentence of a stage. */
export function StageHead({ name, words = stageWords.stages[name] }: StageHeadProps) {
  return (
    <header>
      <p className="mla-soft mla-small">{stageWords.stageOf(stageNames.indexOf(name) + 1)}</p>
      <h1 className="mla-title">{words.title}</h1>
      <p className="mla-lead">{words.lead}</p>
    </header>
  );
}
