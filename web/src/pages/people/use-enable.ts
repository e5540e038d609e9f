import { call } from '../../api/api.ts';
import { usePeopleChange } from './use-people-change.ts';

/** Lets a disabled person in again. */
export function useEnable(person: string) {
  return usePeopleChange(() => call('changePerson', { params: { person }, body: { disabled: false } }));
}
