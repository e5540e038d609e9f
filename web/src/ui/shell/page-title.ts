import { shellWords } from '../../words/shell-words.ts';
import { stageWords } from '../../words/stage-words.ts';

/** Pages of one address. */
const alone = ['login', 'account', 'people', 'audit'] as const;

/** What a tab, a bookmark and a screen reader call a page, by its path. */
export function pageTitle(path: string): string {
  const words = wordsOf(path);
  return words === undefined ? shellWords.product : `${words} · ${shellWords.product}`;
}

function wordsOf(path: string): string | undefined {
  const { titles } = shellWords;
  const [first = '', second = '', third] = path.split('/').slice(1).map(decoded);
  if (first === '') return shellWords.installations;
  const page = alone.find((name) => name === first);
  if (page !== undefined) return titles[page];
  if (first === 'new' && Object.hasOwn(stageWords.stages, second))
    return `${stageWords.stages[second as keyof typeof stageWords.stages].title} · ${shellWords.newInstallation}`;
  if (!['installations', 'connections'].includes(first) || second === '') return undefined;
  return third === 'ready' ? titles.access(second) : titles.run(second);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
