import { isError, toMlaError } from '../../errors/error.ts';
import { readAccess } from '../../kubeflow/access/access.ts';
import { connectToGateway } from '../../kubeflow/login/connection.ts';
import type { LoginWish } from '../../kubeflow/login/stations.ts';
import { walkLogin } from '../../kubeflow/login/walk-login.ts';
import { lookAtAddress } from '../../kubeflow/verify/address-check.ts';
import type { Finding } from '../../kubeflow/verify/look.ts';
import { verifyCluster } from '../../kubeflow/verify/verify-cluster.ts';
import { firstLogin } from '../installations/first-login.ts';
import { type Look, type LookContext, nothingRuns } from './look.ts';

/** How long the address of the installation may take to answer, in seconds: less than a look-up may. */
const addressPatience = 20;

/** Whether the first user can log in: the checks walk the login as a browser does. Changes nothing. */
export const lookUpLogin: Look = async (context) => {
  const { parts, installed, client, simulated, signal } = context;
  if (simulated) return nothingRuns;
  const login = await firstLogin(parts, installed.metadata.name, signal).catch((thrown: unknown) => {
    if (isError(thrown, 'run.passwordUnknown')) return undefined;
    throw thrown;
  });
  if (login === undefined)
    return { state: 'none', value: 'MLAnywhere does not know the first user’s password: the cluster had its own' };
  const [results, address] = await Promise.all([
    verifyCluster(client, login, { signal, readOnly: true }),
    askAddress(context, login),
  ]);
  const failed = results.find(({ state }) => state === 'failed')?.error;
  if (failed !== undefined) return { state: 'bad', value: failed.message, notes: [failed.fix] };
  const value = `${login.email} can log in`;
  if (address.skipped !== undefined) return { state: 'good', value };
  const { error } = address;
  return error === undefined
    ? { state: 'good', value: `${value}, and the address asks for the password` }
    : { state: 'attention', value: `${value}, but not at the address`, notes: [error.message, error.fix] };
};

/** Whether the address of the installation answers this server, up to Dex's question for the password: a page that is opened sends none. */
async function askAddress({ parts, installed, client, signal }: LookContext, login: LoginWish): Promise<Finding> {
  const { outbound } = parts;
  const wish = installed.spec.kubeflow?.access;
  return lookAtAddress({
    client,
    signal,
    access: wish && readAccess(wish),
    seconds: addressPatience,
    walkAt: (way, inTime) =>
      walkLogin(connectToGateway({ ...way, outbound }), login, { facts: {}, signal: inTime, until: 'provider' }),
  }).catch((thrown: unknown) => {
    signal.throwIfAborted();
    const error = toMlaError(thrown);
    return { seen: error.message, error };
  });
}
