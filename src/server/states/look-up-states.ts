import type { StateId, StateView } from '../../api/contract.ts';
import { MlaError, toMlaError } from '../../errors/error.ts';
import { lookUps } from './look-ups.ts';
import type { LookContext } from './look.ts';

/** How long one look-up may take, in seconds. */
const patience = 45;

/** Looks states up at the same time. One that cannot be looked up hides no other. Rejects only when the signal aborts. */
export async function lookUpStates(ids: readonly StateId[], context: LookContext): Promise<StateView[]> {
  return Promise.all(ids.map((id) => lookUp(id, context)));
}

async function lookUp(id: StateId, context: LookContext): Promise<StateView> {
  const inTime = AbortSignal.timeout(patience * 1000);
  const signal = AbortSignal.any([context.signal, inTime]);
  const view = (rest: Omit<StateView, 'id' | 'lookedUpAt'>): StateView => ({
    id,
    ...rest,
    lookedUpAt: context.now().toISOString(),
  });
  try {
    const { state, value, notes = [] } = await lookUps[id]({ ...context, signal });
    return view({ state, value, notes: [...notes] });
  } catch (thrown) {
    context.signal.throwIfAborted();
    const error = inTime.aborted ? new MlaError('server.lookUpTimeout', { seconds: patience }) : toMlaError(thrown);
    return view({ state: 'unknown', value: error.message, notes: [], error: error.report() });
  }
}
