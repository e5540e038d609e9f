import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiClient, createApiClient } from '../../api/client.ts';
import { isError, MlaError } from '../../errors/error.ts';
import { readNetworkFailure } from '../../network/network-failure.ts';
import { Secret } from '../../secret.ts';
import { withoutPassword } from '../../server/address/without-password.ts';
import type { Cli } from '../cli.ts';
import { dataDirectory } from '../../app/data-directory.ts';
import { fetchOverTls } from './fetch-over-tls.ts';
import { readInstance, removeInstance, writeInstance } from './instance-file.ts';
import { moveOn, type NextServer } from './failover-client.ts';
import type { LocalService, LocalServiceOptions } from '../../app/start-local-service.ts';

export interface ConnectFlags {
  readonly server?: string;
  readonly data?: string;
}

/** A server that runs elsewhere: another process or another machine. */
export interface FoundServer {
  readonly client: ApiClient;
  readonly url: string;
  /** Where people find its pages. */
  readonly publicUrl: string;
  readonly token: Secret | undefined;
  /** It ends with the command that started it. */
  readonly passing: boolean;
}

/** A server to work with until `close`. */
export interface ConnectedServer {
  readonly client: ApiClient;
  /** Where people find its pages. */
  readonly publicUrl: string;
  /** True where it ends with a command, this one or another: a run has to be followed, or it stops. */
  readonly passing: boolean;
  /** It is this process. */
  readonly isOwn: boolean;
  readonly close: () => Promise<void>;
}

/**
 * The server that the user means: flag, then MLA_SERVER (with MLA_TOKEN), then
 * the one that works on the data directory. Undefined when none of them is
 * named or running. Throws `cli.serverNotFound` when a named one does not answer.
 */
export async function findServer({ cli, flags }: { cli: Cli; flags: ConnectFlags }): Promise<FoundServer | undefined> {
  const named = flags.server ?? (cli.environment.MLA_SERVER || undefined);
  if (named !== undefined) {
    const url = readAddress(named);
    const token = cli.environment.MLA_TOKEN ? new Secret(cli.environment.MLA_TOKEN) : undefined;
    const send = url.startsWith('https:') ? fetchOverTls(cli) : undefined;
    const client = createApiClient({ url, token, fetch: send });
    await client.call('health', {}, { signal: cli.signal }).catch((error: unknown) => {
      if (isThere(error)) throw error;
      throw new MlaError('cli.serverNotFound', { address: url, reason: whyNotFound(error) }, { cause: error });
    });
    return { client, url, publicUrl: url, token, passing: false };
  }
  const instance = await readInstance(dataDirectory(cli.environment, flags.data));
  if (instance === undefined) return undefined;
  const client = createApiClient(instance);
  const alive = await client.call('health', {}, { signal: cli.signal }).then(() => true, isThere);
  const { url, publicUrl = url, token, passing = false } = instance;
  return alive ? { client, url, publicUrl, token, passing } : undefined;
}

/**
 * The server that the user means, or one in this process where none runs. The
 * one of another command is used as long as it is there, see `moveOn`.
 */
export async function connect(given: { cli: Cli; flags: ConnectFlags }): Promise<ConnectedServer> {
  const { own, ...server } = await findOrStart(given);
  if (own !== undefined) return { ...server, isOwn: true, close: own.close };
  if (!server.passing) return { ...server, isOwn: false, close: () => Promise.resolve() };
  return { ...server, isOwn: false, ...moveOn(server, () => findOrStart(given)) };
}

/** While another command holds the data directory, this one waits until that has said where it is, or has ended. */
async function findOrStart({
  cli,
  flags,
}: {
  cli: Cli;
  flags: ConnectFlags;
}): Promise<FoundServer & Pick<NextServer, 'own'>> {
  const start = { dataDirectory: dataDirectory(cli.environment, flags.data), port: 0, passing: true };
  for (let triesLeft = neighbourTries; ; triesLeft -= 1) {
    const found = await findServer({ cli, flags });
    if (found !== undefined) return found;
    try {
      const { service, close } = await startAnnounced(cli, start);
      return {
        client: createApiClient(service),
        url: service.url,
        publicUrl: service.publicUrl,
        token: service.token,
        passing: true,
        own: { close },
      };
    } catch (error) {
      const isHeld = isError(error, 'database.inUse');
      if (!isHeld || triesLeft === 0 || cli.signal.aborted) throw error;
    }
    await sleep(neighbourPauseMilliseconds);
  }
}

/** Together about 15 s: a first start on a busy machine. */
const neighbourTries = 60;
const neighbourPauseMilliseconds = 250;

/** Starts a service in this process and makes it known, so that a second terminal finds it. `passing`: it is there for one command only. */
export async function startAnnounced(
  cli: Cli,
  options: Omit<LocalServiceOptions, 'environment' | 'report'> & { readonly passing?: boolean },
): Promise<{ service: LocalService; close: () => Promise<void> }> {
  const { passing, ...rest } = options;
  const service = await cli.startLocalService({
    ...rest,
    environment: cli.environment,
    report: (message) => cli.stderr.write(`${message}\n`),
  });
  const { url, publicUrl, token } = service;
  await writeInstance(rest.dataDirectory, { url, publicUrl, token, processId: process.pid, passing });
  return {
    service,
    close: async () => {
      await removeInstance(rest.dataDirectory, process.pid);
      await service.close();
    },
  };
}

/** A server that answers with an error of its own is there, for example one whose store is away. */
function isThere(error: unknown): boolean {
  return (
    error instanceof MlaError && !isError(error, 'server.noAnswer', 'server.answerNotUnderstood', 'general.unforeseen')
  );
}

/** In few words: an unknown authority and a wrong path have other remedies than a server that is not running. */
function whyNotFound(error: unknown): string {
  if (isError(error, 'server.answerNotUnderstood')) return 'what answers there is something else';
  if (isError(error, 'general.unforeseen')) return String(error.details.reason);
  return readNetworkFailure(error instanceof Error ? error.cause : error).reason;
}

function readAddress(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '') {
    throw new MlaError('cli.badValue', {
      value: withoutPassword(text),
      flag: '--server',
      expected: 'an http or https address without user and password',
      example: '--server http://127.0.0.1:5000',
    });
  }
  return url.href.replace(/\/$/, '');
}
