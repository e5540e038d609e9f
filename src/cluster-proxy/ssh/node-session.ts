import { createHash } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import ssh2, { type Client, type ClientChannel } from 'ssh2';
import { MlaError } from '../../errors/error.ts';
import type { AddressRules } from '../../network/address-rules.ts';
import { openTcp } from '../../network/connect-tls.ts';
import type { Secret } from '../../secret.ts';

/** How one node is reached. */
export interface NodeTarget {
  /** Its name in the cluster. */
  readonly node: string;
  readonly host: string;
  /** 22 when absent. */
  readonly port?: number;
  readonly user: string;
  /** Tried one after the other. */
  readonly privateKeys: readonly Secret[];
  /** Absent where sudo asks for none. */
  readonly sudoPassword?: Secret | undefined;
  /** The fingerprint of its host key at the first time, `SHA256:…`; any key is accepted when absent. */
  readonly pinned?: string | undefined;
  /** Addresses that are refused, whatever the cluster says where its nodes are; link-local ones when absent. */
  readonly rules?: AddressRules | undefined;
}

/** A program that ran on a node. */
export interface NodeProgramEnd {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Logged in to a node. */
export interface NodeSession extends Disposable {
  /** Fingerprint of the host key that the node showed, `SHA256:…`. */
  readonly hostKey: string;
  /** Runs a shell script, which goes to the node as input of a fixed command. `word`: its only argument. Throws `node.sudoRefused`, `node.interrupted`. */
  run(script: string, options: { readonly word: ScriptWord; readonly asRoot: boolean }): Promise<NodeProgramEnd>;
}

/** The arguments that scripts get: a fixed set, so that no value is ever part of a command. */
export type ScriptWord = 'look' | 'set' | 'nothing';

/** Milliseconds until a node must have answered, and until a silent connection is considered dead. */
export interface SshPatience {
  readonly connect: number;
  readonly silence: number;
}
const usualPatience: SshPatience = { connect: 20_000, silence: 60_000 };

/** What a script may print, in bytes. */
const mostOutput = 256 * 1024;

/**
 * Logs in to a node by one of the keys. The host key is compared before anything is sent.
 * Throws `node.unreachable`, `node.loginRefused`, `node.hostKeyChanged`, and `general.addressForbidden` and
 * `general.targetNotAllowed` for an address that nothing connects to.
 */
export async function openNode(
  target: NodeTarget,
  { signal, patience = usualPatience }: { readonly signal: AbortSignal; readonly patience?: SshPatience },
): Promise<NodeSession> {
  signal.throwIfAborted();
  const socket = await openSocket(target, { signal, patience });
  const client = new ssh2.Client();
  const hostKey = await connect(client, socket, { target, signal, patience });
  let ending = '';
  client.on('error', (error) => (ending = error.message));
  const stop = (): void => void client.destroy();
  signal.addEventListener('abort', stop);
  let sudo: string | undefined;
  return {
    hostKey,
    async run(script, { word, asRoot }) {
      const call = (command: string, input: string): Promise<NodeProgramEnd> =>
        execute(client, { command, input }, () => interrupted(target, ending, signal));
      if (!asRoot || target.user === 'root') return call(`/bin/sh -s ${word}`, script);
      sudo ??= await findSudo(call, target);
      const password = sudo === withPassword ? `${target.sudoPassword?.reveal() ?? ''}\n` : '';
      return call(`${sudo} /bin/sh -s ${word}`, password + script);
    },
    [Symbol.dispose]() {
      signal.removeEventListener('abort', stop);
      client.end();
      client.destroy();
    },
  };
}

const withoutPassword = 'sudo -n';
/** `-k`: asks even if somebody logged in just before, so that the password is never taken for a line of the script. */
const withPassword = "sudo -k -S -p ''";

/** The way in which this user may become root. Asked with an empty script, so that a wrong password meets nothing. */
async function findSudo(
  call: (command: string, input: string) => Promise<NodeProgramEnd>,
  { node, user, sudoPassword }: NodeTarget,
): Promise<string> {
  const free = await call('sudo -k -n /bin/sh -s nothing', '');
  if (free.exitCode === 0) return withoutPassword;
  const asked = sudoPassword && (await call(`${withPassword} /bin/sh -s nothing`, `${sudoPassword.reveal()}\n`));
  if (asked?.exitCode === 0) return withPassword;
  const said = (asked ?? free).stderr.trim().split('\n').at(-1) ?? '';
  throw new MlaError('node.sudoRefused', { node, user, reason: said.slice(0, 200) || 'sudo says no reason' });
}

interface Opening {
  readonly signal: AbortSignal;
  readonly patience: SshPatience;
}

/** The library would connect to any address. */
async function openSocket(target: NodeTarget, { signal, patience }: Opening): Promise<Socket> {
  const url = URL.parse(`ssh://${addressOf(target)}`);
  if (url === null || target.host === '')
    throw new MlaError('node.unreachable', {
      node: target.node,
      address: addressOf(target),
      reason: 'the cluster tells no address of it',
    });
  const inTime = AbortSignal.timeout(patience.connect);
  try {
    return await openTcp(url, { rules: target.rules, signal: AbortSignal.any([signal, inTime]) });
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof MlaError) throw thrown;
    const reason = inTime.aborted || !(thrown instanceof Error) ? noAnswer : sayReason(thrown);
    throw new MlaError('node.unreachable', { node: target.node, address: addressOf(target), reason });
  }
}

function addressOf({ host, port = 22 }: NodeTarget): string {
  return `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
}

function connect(
  client: Client,
  sock: Socket,
  { target, signal, patience }: Opening & { readonly target: NodeTarget },
): Promise<string> {
  const { node, user, pinned } = target;
  const address = addressOf(target);
  return new Promise((resolve, reject) => {
    let shown = '';
    const abort = (): void => {
      client.destroy();
      reject(signal.reason as Error);
    };
    const fail = (error: Error & { readonly level?: string }): void => {
      signal.removeEventListener('abort', abort);
      client.destroy();
      if (pinned !== undefined && shown !== '' && shown !== pinned)
        reject(new MlaError('node.hostKeyChanged', { node, address, found: shown, expected: pinned }));
      else if (error.level === 'client-authentication') reject(new MlaError('node.loginRefused', { node, user }));
      else reject(new MlaError('node.unreachable', { node, address, reason: sayReason(error) }));
    };
    signal.addEventListener('abort', abort, { once: true });
    client.once('error', fail);
    client.once('close', () => fail(new Error('the connection ended')));
    client.once('ready', () => {
      signal.removeEventListener('abort', abort);
      client.removeAllListeners('close').removeListener('error', fail);
      resolve(shown);
    });
    client.connect({
      sock,
      username: user,
      // Nothing but these keys: no agent, no password, nobody is asked.
      authHandler: target.privateKeys.map((key) => ({ type: 'publickey', username: user, key: key.reveal() })),
      hostVerifier: (key: Buffer): boolean => {
        shown = fingerprintOf(key);
        return pinned === undefined || shown === pinned;
      },
      readyTimeout: patience.connect,
      keepaliveInterval: patience.silence / 4,
      keepaliveCountMax: 3,
    });
  });
}

/** As `ssh-keygen -l` shows it. */
function fingerprintOf(key: Buffer): string {
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=+$/, '')}`;
}

const noAnswer = 'it gives no answer';

function sayReason(error: Error & { readonly level?: string; readonly code?: string }): string {
  if (error.code === 'ECONNREFUSED') return 'nothing listens there';
  if (error.level === 'client-timeout' || error.code === 'ETIMEDOUT') return noAnswer;
  return error.message;
}

function interrupted({ node }: NodeTarget, ending: string, signal: AbortSignal): Error {
  return signal.aborted
    ? (signal.reason as Error)
    : new MlaError('node.interrupted', { node, reason: ending === '' ? 'the node closed it' : ending });
}

function execute(
  client: Client,
  { command, input }: { readonly command: string; readonly input: string },
  lost: () => Error,
): Promise<NodeProgramEnd> {
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(lost());
    client.once('close', fail);
    const begin = (error: Error | undefined, channel: ClientChannel): void => {
      if (error !== undefined) return fail();
      const texts = { stdout: '', stderr: '' };
      let exitCode: number | undefined;
      const keep = (stream: keyof typeof texts) => (data: Buffer) => {
        if (texts[stream].length < mostOutput) texts[stream] += data.toString('utf8');
      };
      channel.on('data', keep('stdout'));
      channel.stderr.on('data', keep('stderr'));
      channel.on('exit', (code: number | null) => (exitCode = code ?? 255));
      channel.on('error', fail);
      channel.on('close', () => {
        client.removeListener('close', fail);
        if (exitCode === undefined) reject(lost());
        else resolve({ exitCode, ...texts });
      });
      channel.end(input);
    };
    try {
      client.exec(command, begin);
    } catch {
      fail();
    }
  });
}
