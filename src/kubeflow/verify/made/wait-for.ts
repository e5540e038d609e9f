import { setTimeout as pause } from 'node:timers/promises';
import { MlaError } from '../../../errors/error.ts';
import type { Trouble } from '../../../kubernetes/diagnosis/workloads.ts';
import type { CheckContext } from '../look.ts';

/** What a look at something says: there it is, or what it waits for and what is wrong. */
export type Look<Value> =
  { readonly value: Value } | { readonly state: string; readonly trouble?: Trouble | undefined };

/** A trouble that only a person can end fails the check after this, in milliseconds: some of them pass all the same. */
const troublePatience = 30_000;

/** What a wait needs of a check. */
type Waiting = Pick<CheckContext, 'signal' | 'minutes' | 'onState'> & { readonly namespace: string };

/**
 * Looks until something is there. Throws `verify.notReady` for a trouble that does not heal, and `verify.timeout` when
 * the minutes are over: with the trouble that was seen last.
 */
export async function waitFor<Value>(
  { signal, minutes, onState, namespace }: Waiting,
  what: string,
  look: () => Promise<Look<Value>>,
): Promise<Value> {
  const limit = minutes * 60_000;
  const deadline = Date.now() + limit;
  const isLasting = watchTrouble(Math.min(troublePatience, limit / 10));
  let told = '';
  for (;;) {
    const found = await look();
    if ('value' in found) return found.value;
    const { trouble, state: plain } = found;
    const state = trouble?.message ?? plain;
    if (state !== told) onState(state);
    told = state;
    if (trouble !== undefined && isLasting(trouble))
      throw new MlaError('verify.notReady', { what, trouble: trouble.message, hint: trouble.hint });
    if (Date.now() > deadline) throw new MlaError('verify.timeout', { what, minutes, state, namespace });
    await pause(500, undefined, { signal });
  }
}

/** Whether a trouble that only a person can end has been the same one for so long. */
function watchTrouble(milliseconds: number): (trouble: Trouble) => boolean {
  let lasting: { readonly reason: string; readonly since: number } | undefined;
  return ({ reason, heals }) => {
    if (heals) lasting = undefined;
    else if (lasting?.reason !== reason) lasting = { reason, since: Date.now() };
    return lasting !== undefined && Date.now() - lasting.since >= milliseconds;
  };
}
