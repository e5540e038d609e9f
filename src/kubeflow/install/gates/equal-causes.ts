import type { WaitView } from '../../../api/run.ts';
import { sharedTroubles } from '../../../kubernetes/diagnosis/trouble.ts';

/** From this number on, waits with the same cause are one row. */
const rowsFrom = 3;
const namesShown = 3;

/** The same quota, policy, webhook or lack of resources often stops the pods of many workloads. */
const shared = Object.values(sharedTroubles).map((beginning) => `${beginning}: `);

/** A wait as it is shown, and its identity: for several with one cause, the cause. */
export interface ToldWait {
  readonly wait: WaitView;
  readonly cause: string;
  /** The `what` of the longest wait. */
  readonly oldest: string;
}

/** Groups waits with the same cause, dated from the first: `31 workloads: kubeflow/a, kubeflow/b, kubeflow/c and 28 more`. */
export function joinEqualCauses(waits: readonly WaitView[]): ToldWait[] {
  const groups = Map.groupBy(waits, ({ what, why = '' }) =>
    shared.some((beginning) => why.startsWith(beginning)) ? why : what,
  );
  return [...groups].flatMap(([cause, members]) =>
    members.length < rowsFrom
      ? members.map((wait) => ({ wait, cause: wait.what, oldest: wait.what }))
      : [joined(members, cause)],
  );
}

function joined(members: readonly WaitView[], cause: string): ToldWait {
  const [first, ...others] = members.toSorted((one, other) => one.since.localeCompare(other.since));
  const severity = members.some((one) => one.severity === 'warning') ? 'warning' : 'info';
  if (first === undefined) throw new RangeError('no waits to join');
  const names = members.slice(0, namesShown).map(({ what }) => what.slice(what.lastIndexOf(' ') + 1));
  const more = members.length - names.length;
  const { component, ...rest } = first;
  const sameComponent = component !== undefined && others.every((one) => one.component === component);
  const what = `${members.length} workloads: ${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  return { wait: { ...rest, severity, what, ...(sameComponent ? { component } : {}) }, cause, oldest: first.what };
}
