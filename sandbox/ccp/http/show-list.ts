import type { Answer, Call } from './http.ts';
import type { CcpSwitches } from '../switches.ts';

/** Entries on one page where lists come in pages. */
const pageSize = 2;

/** A list as the switches say: bare, or the page that was asked for, with numbers as numbers or as texts. */
export function showList(
  call: Call,
  switches: Pick<CcpSwitches, 'lists' | 'numbers'>,
  items: readonly unknown[],
): Answer {
  const shown = items.map((item) => showNumbers(switches, item));
  return { status: 200, json: switches.lists === 'bare' ? shown : pageOf(call, shown) };
}

/** One page of a list, in the form of Django REST Framework. */
export function pageOf(call: Call, items: readonly unknown[]): unknown {
  const page = Number(call.query.get('page') ?? 1);
  const results = items.slice((page - 1) * pageSize, page * pageSize);
  const address = (wanted: number): string => {
    const query = new URLSearchParams(call.query);
    query.set('page', String(wanted));
    return `https://${call.headers.host ?? 'ccp'}${call.path}?${query.toString()}`;
  };
  return {
    count: items.length,
    next: page * pageSize < items.length ? address(page + 1) : null,
    previous: page === 1 ? null : address(page - 1),
    results,
  };
}

/** Numbers as texts, at every depth, where the switch says so. */
export function showNumbers(switches: Pick<CcpSwitches, 'numbers'>, value: unknown): unknown {
  if (switches.numbers === 'numbers') return value;
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map((item) => showNumbers(switches, item));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([field, inner]) => [field, showNumbers(switches, inner)]));
}
