import { MlaError } from '../../errors/error.ts';
import { Secret } from '../../secret.ts';
import type { ClusterAccess } from '../client.ts';
import type { KubeconfigCluster, KubeconfigUser } from './kubeconfig-text.ts';
import { resolveCommand } from './named-files.ts';

type Credentials = Pick<ClusterAccess, 'token' | 'clientCertificate' | 'clientKey'>;

/**
 * Credentials that a program (`exec`) or an identity provider (`auth-provider`)
 * gives, renewed when they expire. The official client does it; it is loaded
 * only here, because loading it costs 0.3 s and 90 MB.
 * The kubeconfig is the user's own: it may run the program it names.
 */
export async function logInByProgram(given: {
  user: KubeconfigUser;
  cluster: KubeconfigCluster;
  baseDirectory: string | undefined;
}): Promise<Credentials> {
  const { user, cluster, baseDirectory } = given;
  const command = user.exec?.command ?? `auth-provider ${user['auth-provider']?.name ?? ''}`;
  const { KubeConfig } = await import('@kubernetes/client-node');
  const official = new KubeConfig();
  official.loadFromOptions({
    clusters: [{ name: 'cluster', server: cluster.server, skipTLSVerify: false }],
    users: [
      {
        name: 'user',
        ...(user.exec ? { exec: programOf(user.exec, baseDirectory) } : { authProvider: { ...user['auth-provider'] } }),
      },
    ],
    contexts: [{ name: 'context', cluster: 'cluster', user: 'user' }],
    currentContext: 'context',
  });

  async function ask(): Promise<Answer> {
    const answer: Answer = { headers: {} };
    try {
      await official.applyToHTTPSOptions(answer);
    } catch (thrown) {
      throw new MlaError(
        'kubeconfig.loginProgramFailed',
        { command, reason: thrown instanceof Error ? thrown.message.trim() : String(thrown) },
        { cause: thrown },
      );
    }
    return answer;
  }

  const first = await ask();
  const token = tokenOf(first);
  if (token === undefined && first.cert === undefined)
    throw new MlaError('kubeconfig.loginProgramFailed', {
      command,
      reason: 'it gave neither a token nor a certificate',
    });
  return {
    ...(token === undefined ? {} : { token: async () => new Secret(tokenOf(await ask()) ?? token) }),
    ...(first.cert === undefined ? {} : { clientCertificate: first.cert }),
    ...(first.key === undefined ? {} : { clientKey: new Secret(first.key) }),
  };
}

interface Answer {
  headers: Record<string, string>;
  cert?: string;
  key?: string;
}

function tokenOf(answer: Answer): string | undefined {
  return answer.headers['Authorization']?.replace(/^Bearer /, '');
}

/** A command with a path is meant relative to the kubeconfig. Some programs insist on being told how they are called. */
function programOf(exec: NonNullable<KubeconfigUser['exec']>, baseDirectory: string | undefined): object {
  const command = resolveCommand(baseDirectory, exec.command);
  const callInfo = {
    apiVersion: exec.apiVersion ?? 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    spec: { interactive: false },
  };
  return {
    ...exec,
    command,
    args: exec.args ?? [],
    env: [{ name: 'KUBERNETES_EXEC_INFO', value: JSON.stringify(callInfo) }, ...(exec.env ?? [])],
  };
}
