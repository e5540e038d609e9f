import { MlaError } from '../../errors/error.ts';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { LoginWish } from '../login/stations.ts';
import { withLogin } from '../login/with-login.ts';
import { pipelinesOf, type PipelinesClient } from '../pipelines/client.ts';
import type { DemoPlace } from './demo-names.ts';

/** Where the demo of a user is, and how its pipeline is reached. */
export interface DemoUser {
  readonly place: DemoPlace;
  /** Undefined where Kubeflow Pipelines is not installed. */
  readonly pipelines: PipelinesClient | undefined;
}

/** Source: Kubeflow Pipelines, its API server in the releases. */
const apiServer = { namespace: 'kubeflow', name: 'ml-pipeline' };

/** Whether Kubeflow Pipelines is installed. */
export async function hasPipelines(client: Pick<KubernetesClient, 'get'>, signal: AbortSignal): Promise<boolean> {
  return (await client.get(builtInTypes.service, apiServer, { signal })) !== undefined;
}

/**
 * Logs a user in and works in the user's namespace: the objects of the demo are made with the rights of the client, its
 * pipeline with the user's own.
 * @throws what the login says
 */
export async function withDemoUser<Result>(
  client: KubernetesClient,
  given: {
    readonly installation: string;
    readonly user: LoginWish;
    readonly signal: AbortSignal;
    readonly work: (user: DemoUser) => Promise<Result>;
  },
): Promise<Result> {
  const { installation, user, signal, work } = given;
  return withLogin(client, user, {
    signal,
    work: async ({ session, email, namespaces: [namespace] }) => {
      if (namespace === undefined) throw new MlaError('login.noNamespace', { user: email });
      const place = { client, installation, namespace, signal };
      return work({
        place,
        pipelines: (await hasPipelines(client, signal)) ? pipelinesOf(session, namespace) : undefined,
      });
    },
  });
}
