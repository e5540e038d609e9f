import type { ProxyCheckView, ProxySubject } from '../../api/contract.ts';
import type { ErrorKind } from '../../errors/definition.ts';
import { fromReport } from '../../errors/error.ts';
import { sayCount } from '../../api/say-count.ts';
import { plainText } from '../output/plain-text.ts';
import { formatTable } from '../output/table.ts';

const signs = { good: '✔', bad: '✘', unknown: '?', running: '…' } as const;

/** A look at the proxy for people: what is set where, what was reached through what, and what to do. */
export function checkLines({ wanted, subjects, leftovers }: ProxyCheckView, width: number): string[] {
  const reached = subjects.flatMap((subject) => subject.reached);
  return [
    ...proxiesOf(wanted),
    '',
    formatTable(['WHERE', 'SETTING', 'STATE'], subjects.flatMap(settingRows), { width }),
    ...(reached.length === 0
      ? []
      : [
          '',
          formatTable(
            ['REACHED FROM A POD', 'THROUGH', 'RESULT'],
            reached.map((one) => [
              one.address,
              one.through === one.wanted ? one.through : `${one.through}, not ${one.wanted}`,
              `${one.reached ? '✔' : '✘'} ${one.seen}`,
            ]),
            { width },
          ),
        ]),
    ...fixLines(subjects),
    ...leftovers.map(
      (name) => `Not deleted: the namespace ${plainText(name)}. Run \`kubectl delete namespace ${plainText(name)}\`.`,
    ),
  ];
}

function proxiesOf(wanted: ProxyCheckView['wanted']): string[] {
  if (wanted === null) return [];
  const { http, https, noProxy } = wanted;
  const named = [http !== undefined && `http ${http}`, https !== undefined && `https ${https}`].filter(Boolean);
  return [
    `The installation wants ${named.join(', ')}. Reached without it: ${sayCount(noProxy.length, 'entry', 'entries')}.`,
  ];
}

/** What is as it should be takes one row. */
function settingRows({ kind, name, state, settings, note }: ProxySubject): string[][] {
  const where = `${signs[state]} ${kind === 'node' ? 'node ' : ''}${name}`;
  if (settings.length === 0) return [[where, '', note]];
  const others = settings.filter((setting) => setting.state !== 'set');
  const good = settings.length - others.length;
  const rows = others.map(({ name: setting, state: is, found }) => [
    setting,
    found === undefined ? is : `${is}: ${found}`,
  ]);
  if (good > 0) rows.push([good === 1 ? '1 setting' : `${good} settings`, 'set']);
  return rows.map((row, index) => [index === 0 ? where : '', ...row]);
}

/** Each fix once, with those that it is for. */
function fixLines(subjects: readonly ProxySubject[]): string[] {
  const open = subjects.filter(({ fix }) => fix !== '');
  const lines = [...Map.groupBy(open, ({ fix }) => fix)].map(
    ([fix, ones]) => `${ones.map(({ name }) => name).join(', ')}: ${fix}`,
  );
  return lines.length === 0 ? [] : ['', ...lines.map(plainText)];
}

/** What a script learns: undefined where nothing is missing. What cannot be looked at by anybody here counts as nothing. */
export function outcomeOf({ subjects, error }: ProxyCheckView): ErrorKind | undefined {
  if (error !== undefined) return fromReport(error).kind;
  if (subjects.some(({ state }) => state === 'bad')) return 'upstream';
  const failed = subjects.find((subject) => subject.error !== undefined)?.error;
  return failed && fromReport(failed).kind;
}
