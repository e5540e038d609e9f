import { MlaError } from '../../errors/error.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { forwardService } from '../../kubernetes/port-forward/forward-service.ts';
import { kubeflowGateway } from '../gateway.ts';
import { connectToGateway } from './connection.ts';
import { readLoginFacts } from './read-facts.ts';
import type { KubeflowSession } from './session.ts';
import type { LoginWish } from './stations.ts';
import { walkLogin } from './walk-login.ts';

/** A user who is logged in, and where the user works. */
export interface LoggedIn {
  readonly session: KubeflowSession;
  readonly email: string;
  /** The user's own namespaces first. */
  readonly namespaces: readonly string[];
}

/**
 * Logs in as a user through a forwarded port of the gateway, and works with the session as long as the port is open.
 * @throws what the station of the login says that fails
 */
export async function withLogin<Result>(
  client: KubernetesClient,
  wish: LoginWish,
  { signal, work }: { readonly signal: AbortSignal; readonly work: (loggedIn: LoggedIn) => Promise<Result> },
): Promise<Result> {
  const forward = await forwardService({ client, target: kubeflowGateway, port: 0 });
  try {
    await forward.check(signal);
    const address = { host: '127.0.0.1', port: forward.port };
    const connection = connectToGateway({ origin: `http://localhost:${forward.port}`, address });
    const walk = await walkLogin(connection, wish, { facts: await readLoginFacts(client, signal), signal });
    if (walk.error !== undefined || walk.session === undefined)
      throw walk.error ?? new MlaError('login.noNamespace', { user: wish.email });
    const own = walk.namespaces.toSorted((one, other) => Number(other.role === 'owner') - Number(one.role === 'owner'));
    return await work({
      session: walk.session,
      email: wish.email,
      namespaces: own.map(({ namespace }) => namespace),
    });
  } finally {
    await forward.close();
  }
}
