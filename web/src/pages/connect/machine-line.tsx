import { useQuery } from '@tanstack/react-query';
import type { MachineView } from '../../../../src/api/contract.ts';
import type { PlatformId } from '../../../../src/installation/installation.ts';
import { machineQuery } from '../../api/queries.ts';
import { bareCluster } from '../../ui/machine/bare-cluster.ts';
import { partTitle } from '../../ui/machine/part-title.ts';
import { machineWords as words } from '../../words/machine-words.ts';
import './machine-line.css';

/** On a platform's card: whether this machine has what it needs. */
export function MachineLine({ platform }: { platform: PlatformId }) {
  const machine = useQuery(machineQuery(bareCluster(platform)));
  const { state, text } = lineOf(platform, machine);
  return (
    <span className="mla-machine-line mla-small" data-state={state}>
      {text}
    </span>
  );
}

function lineOf(
  platform: PlatformId,
  { data, isError }: { readonly data: MachineView | undefined; readonly isError: boolean },
): { readonly state: string; readonly text: string } {
  if (data === undefined)
    return isError ? { state: 'unknown', text: words.unknown } : { state: 'open', text: words.looking };
  const titles = (state: string): string =>
    data.parts
      .filter((part) => part.state === state)
      .map(({ part }) => partTitle(part, platform))
      .join(', ');
  if (!data.ready) return { state: 'missing', text: words.missing(titles('missing')) };
  const found = data.parts
    .filter(({ part }) => ['tool', 'engine', 'memory', 'cpus'].includes(part))
    .map(({ part, found: amount }) => (part === 'cpus' ? words.cpus(amount) : amount))
    .join(' · ');
  return data.suggested === 'light'
    ? { state: 'short', text: words.light(found) }
    : { state: 'found', text: words.ready(found) };
}
