import { z } from 'zod';
import { MlaError } from '../../errors/error.ts';
import type { Ways } from '../../network/outbound.ts';
import { runProgram } from '../../programs/run-program.ts';
import { Secret } from '../../secret.ts';
import type { ClusterAccess } from '../client.ts';
import type { KubeconfigUser } from './kubeconfig-text.ts';
import { resolveCommand } from './named-files.ts';

type Credentials = Pick<ClusterAccess, 'token' | 'clientCertificate' | 'clientKey'>;

/** A person may have to sign in to their identity provider meanwhile. */
const timeout = 5 * 60_000;
/** A token that ends within this time counts as ended: requests take their time too. Milliseconds. */
const margin = 10_000;

/** What a program answers: an ExecCredential of Kubernetes' client authentication API. */
const answerSchema = z.looseObject({
  status: z.looseObject({
    token: z.string().optional(),
    clientCertificateData: z.string().optional(),
    clientKeyData: z.string().optional(),
    expirationTimestamp: z.string().optional(),
  }),
});
type Answer = z.infer<typeof answerSchema>['status'];

/** Credentials that a program (`exec`) gives, asked for again when they expire. The kubeconfig is the user's own: it may run the program it names. */
export async function logInByProgram(given: {
  exec: NonNullable<KubeconfigUser['exec']>;
  baseDirectory: string | undefined;
  /** By which it takes the same way out. */
  outbound?: Partial<Ways> | undefined;
}): Promise<Credentials> {
  const { command } = given.exec;
  const first = await ask(given);
  if (first.token === undefined && first.clientCertificateData === undefined)
    throw new MlaError('kubeconfig.loginProgramFailed', {
      command,
      reason: 'it gave neither a token nor a certificate',
    });
  let latest = Promise.resolve(first);
  const current = async (): Promise<Answer> => {
    const known = await latest.catch(() => undefined);
    if (known === undefined || hasExpired(known)) latest = ask(given);
    return latest;
  };
  const { token, clientCertificateData, clientKeyData } = first;
  return {
    ...(token === undefined ? {} : { token: async () => new Secret((await current()).token ?? token) }),
    ...(clientCertificateData === undefined ? {} : { clientCertificate: clientCertificateData }),
    ...(clientKeyData === undefined ? {} : { clientKey: new Secret(clientKeyData) }),
  };
}

function hasExpired({ expirationTimestamp }: Answer): boolean {
  return expirationTimestamp !== undefined && Date.parse(expirationTimestamp) - margin < Date.now();
}

async function ask({ exec, baseDirectory, outbound }: Parameters<typeof logInByProgram>[0]): Promise<Answer> {
  const { command, args, env } = exec;
  const callInfo = {
    apiVersion: exec.apiVersion ?? 'client.authentication.k8s.io/v1',
    kind: 'ExecCredential',
    spec: { interactive: false },
  };
  const own = Object.fromEntries((env ?? []).map(({ name, value }) => [name, value]));
  const end = await runProgram({
    // A command with a path is meant relative to the kubeconfig.
    file: resolveCommand(baseDirectory, command),
    args: args ?? [],
    // Some programs insist on being told how they are called.
    environment: {
      ...inherited(),
      ...outbound?.programEnvironment?.(),
      KUBERNETES_EXEC_INFO: JSON.stringify(callInfo),
      ...own,
    },
    timeout,
    maximumOutput: 1024 * 1024,
    secrets: Object.values(own).flatMap((value) => (value.length < 8 ? [] : [new Secret(value)])),
  });
  const fail = (reason: string): never => {
    throw new MlaError('kubeconfig.loginProgramFailed', { command, reason });
  };
  if (end.exitCode !== 0)
    return fail(end.error ?? (end.stderr.trim().slice(-500) || `it ended with code ${String(end.exitCode)}`));
  return readAnswer(end.stdout.toString('utf8')) ?? fail('its answer is no ExecCredential');
}

function readAnswer(text: string): Answer | undefined {
  try {
    return answerSchema.parse(JSON.parse(text)).status;
  } catch {
    return undefined;
  }
}

function inherited(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
