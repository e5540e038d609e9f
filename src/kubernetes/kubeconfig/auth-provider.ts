import { MlaError } from '../../errors/error.ts';
import { Secret } from '../../secret.ts';
import type { ClusterAccess } from '../client.ts';
import type { KubeconfigCluster, KubeconfigUser } from './kubeconfig-text.ts';

/**
 * The token that an identity provider (`auth-provider`) gives, renewed when it expires.
 * The official client does it; it is loaded only here, because loading it costs 0.3 s and 90 MB.
 */
export async function logInByProvider(given: {
  provider: NonNullable<KubeconfigUser['auth-provider']>;
  cluster: KubeconfigCluster;
}): Promise<Pick<ClusterAccess, 'token'>> {
  const { provider, cluster } = given;
  const command = `auth-provider ${provider.name}`;
  const { KubeConfig } = await import('@kubernetes/client-node');
  const official = new KubeConfig();
  official.loadFromOptions({
    clusters: [{ name: 'cluster', server: cluster.server, skipTLSVerify: false }],
    users: [{ name: 'user', authProvider: { ...provider } }],
    contexts: [{ name: 'context', cluster: 'cluster', user: 'user' }],
    currentContext: 'context',
  });

  async function ask(): Promise<string | undefined> {
    const answer: { headers: Record<string, string> } = { headers: {} };
    try {
      await official.applyToHTTPSOptions(answer);
    } catch (thrown) {
      throw new MlaError(
        'kubeconfig.loginProgramFailed',
        { command, reason: thrown instanceof Error ? thrown.message.trim() : String(thrown) },
        { cause: thrown },
      );
    }
    return answer.headers['Authorization']?.replace(/^Bearer /, '');
  }

  const first = await ask();
  if (first === undefined) throw new MlaError('kubeconfig.loginProgramFailed', { command, reason: 'it gave no token' });
  return { token: async () => new Secret((await ask()) ?? first) };
}
