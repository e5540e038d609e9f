import { randomBytes } from 'node:crypto';
import { finalRunStates } from '../../api/run.ts';
import { MlaError } from '../../errors/error.ts';
import { fitsHash, generateUserPassword } from '../../kubeflow/credentials/credentials.ts';
import {
  beginRestart,
  readFirstHash,
  restartDex,
  type UsersClient,
  writeFirstHash,
} from '../../kubeflow/users/dex-logins.ts';
import type { Secret } from '../../secret.ts';
import type { Credentials, InstallationStore } from '../store/installation-store.ts';
import type { RunStore } from '../store/run-store.ts';

interface Stores {
  readonly installations: Pick<InstallationStore, 'loadCredentials' | 'saveCredentials'>;
}

/** Beside the stored credentials while a change is under way. */
const [nextPassword, nextHash] = ['nextUserPassword', 'nextUserPasswordHash'] as const;

/**
 * Gives the first user another password, in the store and in the cluster. The store gets it first, beside the one that
 * counts; the cluster decides which of both counts, and Dex is restarted before the store forgets that a change was
 * under way. So after a crash anywhere, `settlePassword` can finish it.
 * Throws `user.passwordChanging` during a run.
 */
export async function changeFirstPassword(
  {
    installations,
    runs,
    cluster,
    generatePassword = generateUserPassword,
  }: Stores & {
    readonly runs: Pick<RunStore, 'listRuns'>;
    readonly cluster: UsersClient;
    readonly generatePassword?: typeof generateUserPassword;
  },
  { name, password }: { readonly name: string; readonly password?: Secret | undefined },
  signal: AbortSignal,
): Promise<Secret> {
  const [newest] = await runs.listRuns({ installation: name, limit: 1 });
  if (newest !== undefined && !finalRunStates.includes(newest.state))
    throw new MlaError('user.passwordChanging', { name });
  return inTurn(installations, name, async () => {
    const stored = await settle({ installations, cluster }, name, signal);
    const { userPassword, userPasswordHash } = await generatePassword(randomBytes, password);
    const others = { ...stored.others, [nextPassword]: userPassword, [nextHash]: userPasswordHash };
    await installations.saveCredentials(name, { ...stored, others });
    await writeFirstHash(cluster, userPasswordHash, signal);
    await settle({ installations, cluster }, name, signal);
    await restartDex(cluster, signal);
    return userPassword;
  });
}

/** Whether a change of the password was interrupted. */
export function isUnsettled({ others = {} }: Credentials): boolean {
  return nextHash in others;
}

/** The stored credentials, after a change that was interrupted: the password that the cluster has is the one. */
export async function settlePassword(given: Settled, name: string, signal: AbortSignal): Promise<Credentials> {
  return inTurn(given.installations, name, () => settle(given, name, signal));
}

type Settled = Stores & { readonly cluster: UsersClient };

async function settle({ installations, cluster }: Settled, name: string, signal: AbortSignal): Promise<Credentials> {
  const stored = await installations.loadCredentials(name);
  if (!isUnsettled(stored)) return stored;
  const { [nextPassword]: next, [nextHash]: hash, ...others } = stored.others ?? {};
  const current = await readFirstHash(cluster, signal);
  const isNew = next !== undefined && current !== undefined && (await fitsHash(next, current));
  const settled = isNew
    ? { ...stored, password: next, others: { ...others, userPassword: next, ...(hash && { userPasswordHash: hash }) } }
    : { ...stored, others };
  if (isNew) await beginRestart(cluster, signal);
  await installations.saveCredentials(name, settled);
  return settled;
}

/** What is under way on the credentials of installations, by store: each writes what it has read. */
const underWay = new WeakMap<Stores['installations'], Map<string, Promise<unknown>>>();

/** Does work when what began before it on the same installation has ended. */
async function inTurn<T>(store: Stores['installations'], name: string, work: () => Promise<T>): Promise<T> {
  const turns = underWay.get(store) ?? new Map<string, Promise<unknown>>();
  underWay.set(store, turns);
  const before = turns.get(name);
  const own = (async () => {
    await before?.catch(() => undefined);
    return work();
  })();
  turns.set(name, own);
  try {
    return await own;
  } finally {
    if (turns.get(name) === own) turns.delete(name);
  }
}
