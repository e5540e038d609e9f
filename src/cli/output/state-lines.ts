import type { StateId, StateView } from '../../api/contract.ts';
import { formatTable } from './table.ts';

const titles: Readonly<Record<StateId, string>> = {
  cluster: 'cluster',
  dashboard: 'dashboard',
  address: 'address',
  certificate: 'certificate',
  login: 'first user',
  users: 'users',
  kubeconfigs: 'kubeconfigs',
  drift: 'changes',
};

/** What the cluster says now, as a table. */
export function stateLines(states: readonly StateView[], width: number | undefined): string {
  const rows = states.flatMap(({ id, state, value, notes, error }) => [
    [titles[id], state === 'unknown' ? `cannot be looked up: ${value}` : value],
    ...[...notes, ...(error === undefined ? [] : [error.fix])].map((text) => ['', text]),
  ]);
  return formatTable(['state now', ''], rows, { width: width ?? Number.POSITIVE_INFINITY });
}
