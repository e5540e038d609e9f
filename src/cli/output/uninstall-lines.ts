import type { UninstallPreview } from '../../api/contract.ts';
import { sayCount } from '../../api/say-count.ts';
import { sayRelease } from '../../api/say-release.ts';
import { takeWords } from '../../api/contract/take-words.ts';
import { plainText } from './plain-text.ts';

/** How many names a list shows without `--objects`. */
const shown = 5;

/** What an uninstall does, for a terminal: users' objects first, then the order of removal, then data and what stays. */
export function uninstallLines(preview: UninstallPreview, { objects }: { readonly objects: boolean }): string[] {
  const { installation, users, stages, claims, keeps, notes, found } = preview;
  const most = objects ? Number.POSITIVE_INFINITY : shown;
  return [
    ...(found === undefined ? [] : [...foundLines(found), '']),
    ...(users.length === 0
      ? [`Users of ${installation} have made nothing that goes.`]
      : ['Made by users, and removed first:', ...users.flatMap((kind) => usersLine(kind, most))]),
    '',
    stages.length === 0 ? `Nothing of ${installation} is in the cluster.` : 'Removed, in this order:',
    ...stages.flatMap(({ title, kinds, objects: all }) => [
      `  ${title}`,
      `    ${kinds.map(({ kind, count }) => `${count} ${kind}`).join(', ')}`,
      ...(objects
        ? all.map(
            ({ object, because }) =>
              `      ${plainText(object)}${because === undefined ? '' : ` (${plainText(because)})`}`,
          )
        : []),
    ]),
    ...(claims.length === 0 ? [] : ['', 'Data:', ...claims.map(claimLine)]),
    ...(keeps.length === 0
      ? []
      : [
          '',
          'Kept:',
          ...listed(
            keeps.map(({ object, because }) => `${object}: ${because}`),
            most,
          ),
        ]),
    ...takeLines(keeps),
    ...(notes.length === 0 ? [] : ['', ...notes.map(plainText)]),
  ];
}

type Match = Omit<NonNullable<UninstallPreview['found']>, 'others'>;

/** Which release a Kubeflow is that MLAnywhere did not install. */
function foundLines({ others, ...best }: NonNullable<UninstallPreview['found']>): string[] {
  const [next, ...more] = others.filter(({ equal }) => equal > 0);
  return [
    `This is ${matchText(best)}.`,
    ...(next === undefined ? [] : [`Less alike: ${[next, ...more].map(matchText).join('; ')}.`]),
    'Only what is as the release has it goes without asking.',
  ];
}

function matchText({ release, equal, different, absent }: Match): string {
  return `${sayRelease(release)}: ${sayCount(equal, 'object')} as the release has them, ${different} otherwise, ${absent} absent`;
}

/** How what stays can go too. */
function takeLines(keeps: UninstallPreview['keeps']): string[] {
  const words = Map.groupBy(
    keeps.flatMap(({ takenBy }) => takenBy ?? []),
    (word) => word,
  );
  if (words.size === 0) return [];
  return [
    '',
    'To remove more, add:',
    ...[...words].map(([word, all]) => `  --take ${word}: ${sayCount(all.length, 'object')}, ${takeWords[word]}`),
    '  --take "Kind namespace/name": one of these objects',
  ];
}

function usersLine({ kind, count, namespaces, objects }: UninstallPreview['users'][number], most: number): string[] {
  const where = namespaces === 0 ? '' : ` in ${sayCount(namespaces, 'namespace')}`;
  return [`  ${count} ${kind}${where}`, ...listed(objects, most).map((line) => `  ${line}`)];
}

function claimLine({ claim, size, usedBy, reclaim, goes }: UninstallPreview['claims'][number]): string {
  const about = [size, ...usedBy].filter((text) => text !== undefined).join(', ');
  const volume = reclaim === 'Retain' ? ', its volume stays (reclaim policy Retain)' : '';
  return `  ${goes ? `DELETED${volume}` : 'kept'}  ${plainText(claim)}${about === '' ? '' : ` (${plainText(about)})`}`;
}

function listed(texts: readonly string[], most: number): string[] {
  const more = texts.length - most;
  return [
    ...texts.slice(0, most).map((text) => `  ${plainText(text)}`),
    ...(more > 0 ? [`  and ${more} more (--objects shows them)`] : []),
  ];
}
