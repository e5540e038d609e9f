import type { UpgradePlan } from '../../../api/contract.ts';
import { describeChange } from '../../../api/drift.ts';
import { sayCount } from '../../../api/say-count.ts';
import { sayRelease } from '../../../api/say-release.ts';
import { plainText } from '../plain-text.ts';
import { formatTable } from '../table.ts';
import { wrapText } from '../wrap-text.ts';

/** What an upgrade does, for people: what users notice first, then what happens to which objects, and what cannot be taken back. */
export function upgradeLines(
  plan: UpgradePlan,
  detail: { readonly objects: boolean; readonly width: number },
): string[] {
  const { from, to, changes, unchanged, down } = plan;
  const told = (verb: string): UpgradePlan['changes'] => changes.filter((change) => change.verb === verb);
  return [
    `Upgrade ${plan.installation} from ${from === null ? 'an unknown release' : sayRelease(from)} to ${sayRelease(to)}`,
    '',
    formatTable(
      ['WHAT', 'OBJECTS', 'MEANS'],
      verbs
        .map(([verb, means]) => [verb, String(told(verb).length), means])
        .filter(([, count]) => count !== '0')
        .concat([['same', String(unchanged), 'stays exactly as it is']]),
      { width: detail.width },
    ),
    ...titled('What users notice:', plan.noticed, detail.width),
    ...titled(
      'Does not answer for a while:',
      down.map(
        ({ object, because, atLeastSeconds }) =>
          `${object}: ${because}${atLeastSeconds === 0 ? '' : ` At least ${atLeastSeconds} s.`}`,
      ),
      detail.width,
    ),
    ...titled(
      'Made again, because a field cannot be changed:',
      told('recreate').map(({ object, because }) => `${object}: ${because ?? ''}`),
      detail.width,
    ),
    ...titled(
      'Moved:',
      told('move').map(({ object, from: old }) => `${old ?? ''} → ${object}`),
      detail.width,
    ),
    ...titled(
      'Stopped first:',
      plan.quiesced.map(({ object, before, because }) => `${object}, before ${before} starts. ${because}`),
      detail.width,
    ),
    ...titled(
      'Written again in another version, before anything is sent:',
      plan.rewritten.map(
        ({ object, count, from: old, to: next }) =>
          `${object}: ${sayCount(count, 'object')} that can be stored as ${old.join(', ')}, now as ${next}.`,
      ),
      detail.width,
    ),
    ...titled(
      'Paths that change hands:',
      plan.routes.map(
        ({ path, from: old, to: next, after }) =>
          `${path}: ${old} → ${next}${after === undefined ? '' : `, when ${after} is available`}`,
      ),
      detail.width,
    ),
    ...titled(
      'Removed at the end:',
      told('orphan').map(({ object }) => object),
      detail.width,
    ),
    ...titled(
      'Kept:',
      told('keep').map(({ object, because }) => `${object}: ${because ?? ''}`),
      detail.width,
    ),
    ...(detail.objects
      ? titled(
          'Added and changed:',
          [...told('add'), ...told('change')].map(({ verb, object, component }) => `${verb} ${object} (${component})`),
          detail.width,
        )
      : []),
    ...titled('Changed by others:', plan.settings.map(describeChange), detail.width),
    ...titled(
      'Not ready now:',
      plan.unhealthy.map(({ object, why }) => `${object}: ${why}`),
      detail.width,
    ),
    ...titled(
      'Cannot be taken back:',
      plan.noReturn.map(({ object, because }) => `${object}: ${because}`),
      detail.width,
    ),
    // A command is copied: it stays on one line.
    ...(plan.backups.length === 0
      ? []
      : [
          '',
          'Save before the upgrade:',
          ...plan.backups.flatMap(({ claim, command }) => [`  - ${plainText(claim)}`, `    ${plainText(command)}`]),
        ]),
    ...titled(
      'Blocks the upgrade:',
      plan.blockers.map(({ evidence, fix }) => `${evidence} ${fix}`),
      detail.width,
    ),
    ...titled('To know:', plan.notes, detail.width),
    ...summary(plan),
  ];
}

const verbs: readonly (readonly [UpgradePlan['changes'][number]['verb'], string])[] = [
  ['add', 'new in the release'],
  ['change', 'changed in place'],
  ['recreate', 'deleted and made again'],
  ['move', 'in another namespace'],
  ['orphan', 'not in the release: removed at the end'],
  ['keep', 'not in the release: stays'],
];

function summary({ blockers, changes }: UpgradePlan): string[] {
  if (blockers.length > 0) return ['', `${sayCount(blockers.length, 'reason')} why it cannot begin.`];
  return changes.some(({ verb }) => verb !== 'keep') ? [] : ['', 'The installation has this release already.'];
}

function titled(title: string, lines: readonly string[], width: number): string[] {
  return lines.length === 0
    ? []
    : [
        '',
        title,
        ...lines.flatMap((line) =>
          wrapText(line, width - 4).map((part, place) => `${place === 0 ? '  - ' : '    '}${part}`),
        ),
      ];
}
