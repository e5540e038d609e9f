import type { ProxySubject } from '../../api/contract.ts';

/** What a look begins with: nothing is known of it yet. */
export function newSubject(kind: ProxySubject['kind'], name: string, by: string): ProxySubject {
  return { kind, name, by, state: 'running', settings: [], reached: [], note: '', fix: '' };
}
