import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { ConnectionInput, Trust } from '../../api/contract.ts';
import { MlaError } from '../../errors/error.ts';
import { expandHome, isFolder } from '../../kubernetes/kubeconfig/named-files.ts';
import type { ConnectionDefinition, ConnectionFlag } from '../../platforms/definition.ts';
import { platformDefinitions } from '../../platforms/registry.ts';
import type { Cli } from '../cli.ts';
import { readInput } from './read-input.ts';
import { type PasswordFlags, readPassword } from './read-password.ts';
import { readTrust, type TrustFlags } from './read-trust.ts';

/** A connection as it was given. Of a file there is the text and, unless it came from standard input, the path: which is sent depends on where the server is. */
export interface GivenConnection {
  readonly definition: ConnectionDefinition;
  readonly input: Readonly<Record<string, unknown>>;
  readonly files: readonly { readonly field: string; readonly pathField: string; readonly path: string }[];
  /** The name by which a person knows the platform. */
  readonly address: string;
}

type Flags = Readonly<Record<string, unknown>> & PasswordFlags & TrustFlags;

/** Ids of the platforms that are reached by a connection. */
export const connectedPlatforms: readonly string[] = platformDefinitions.flatMap((definition) =>
  'connection' in definition ? [definition.id] : [],
);

/** Adds the flags of every platform's connection, with the platforms that have them. */
export function addConnectionFlags(command: Command): Command {
  const platformsOf = new Map<string, { readonly text: string; readonly platforms: string[] }>();
  for (const definition of platformDefinitions) {
    if (!('connection' in definition)) continue;
    const { flags }: ConnectionDefinition = definition.connection;
    for (const [flag, text] of flags.flatMap(optionsOf)) {
      const known = platformsOf.get(flag);
      if (known === undefined) platformsOf.set(flag, { text, platforms: [definition.id] });
      else known.platforms.push(definition.id);
    }
  }
  for (const [flag, { text, platforms }] of platformsOf) command.option(flag, `${platforms.join(', ')}: ${text}`);
  return command;
}

function optionsOf(flag: ConnectionFlag): (readonly [flag: string, text: string])[] {
  switch (flag.from) {
    case 'text':
    case 'file':
    case 'text-file':
      return [[flag.flag, flag.text]];
    case 'password':
      return [
        ['--password-stdin', 'read the password from standard input (default: mla asks for it)'],
        ['--password-file <file>', 'read the password from a file'],
      ];
    case 'trust':
      return [
        ['--ca <file>', 'trust this certificate authority (PEM)'],
        ['--fingerprint <sha256>', 'trust only the certificate with this fingerprint'],
        ['--insecure', 'trust any certificate (the connection is then marked as insecure everywhere)'],
      ];
  }
}

/** Reads a connection to a platform from its flags, in the order of its definition. Throws `cli.badValue`, `cli.flagMissing`. */
export async function readConnectionFlags(cli: Cli, platform: string, flags: Flags): Promise<GivenConnection> {
  const found = platformDefinitions.find(({ id }) => id === platform);
  if (found === undefined || !('connection' in found))
    throw new MlaError('cli.badValue', {
      value: platform,
      flag: 'PLATFORM',
      expected: connectedPlatforms.join(' or '),
      example: connectedPlatforms[0] ?? '',
    });
  const definition: ConnectionDefinition = found.connection;
  const input: Record<string, unknown> = { platform };
  const files: GivenConnection['files'][number][] = [];
  const address = (): string => textIn(input, definition.addressField) ?? files[0]?.path ?? '';
  for (const flag of definition.flags) {
    const question = flag.from === 'password' ? `Password of ${textIn(input, flag.of) ?? ''} at ${address()}: ` : '';
    input[flag.field] = await readField(cli, flag, { flags, question });
    const file = flag.from === 'file' ? valueOf(flag, flags) : undefined;
    if (flag.from === 'file' && file !== undefined && file !== '-')
      files.push({ field: flag.field, pathField: flag.pathField, path: resolve(expandHome(file)) });
  }
  return { definition, input, files, address: address() };
}

/** Undefined for an optional field that is absent. */
async function readField(
  cli: Cli,
  flag: ConnectionFlag,
  { flags, question }: { readonly flags: Flags; readonly question: string },
): Promise<unknown> {
  switch (flag.from) {
    case 'text':
      return valueOf(flag, flags);
    case 'file': {
      const file = valueOf(flag, flags) ?? '';
      // A folder has no text: only its path can be sent.
      return (await isFolder(expandHome(file))) ? undefined : readInput(file, cli.stdin);
    }
    case 'text-file': {
      const file = valueOf(flag, flags);
      return file === undefined ? undefined : (await readInput(file, cli.stdin)).trim();
    }
    case 'trust':
      return readTrust(flags, cli.stdin);
    case 'password':
      return (await readPassword(cli, flags, question)).reveal();
  }
}

function textIn(input: Readonly<Record<string, unknown>>, field: string | undefined): string | undefined {
  const value = field === undefined ? undefined : input[field];
  return typeof value === 'string' ? value : undefined;
}

/** Undefined for an optional flag that is absent. */
function valueOf(
  flag: { readonly flag: string; readonly example?: string; readonly from: string },
  flags: Flags,
): string | undefined {
  const [name = ''] = flag.flag.split(' ');
  const key = name.slice(2).replace(/-(\w)/g, (_whole, letter: string) => letter.toUpperCase());
  const value = flags[key];
  if (typeof value === 'string' && value !== '') return value;
  const { example } = flag;
  if (example === undefined) return undefined;
  throw new MlaError('cli.flagMissing', { flag: name, example: `${name} ${example}` });
}

/** As it is sent: a server on this machine reads a file itself, so that a kubeconfig's own login programs work; another one gets the text. */
export function inputFor({ input, files }: GivenConnection, server: { readonly here: boolean }): ConnectionInput {
  const sent = { ...input };
  if (server.here)
    for (const { field, pathField, path } of files) {
      Reflect.deleteProperty(sent, field);
      sent[pathField] = path;
    }
  return sent as unknown as ConnectionInput;
}

/** The input with another judgement of the certificate; undefined where nobody asked for one, or another one was asked for. */
export function withTrust(definition: ConnectionDefinition, input: ConnectionInput, trust: Trust): ConnectionInput {
  const field = trustFieldOf(definition);
  return field === undefined ? input : { ...input, [field]: trust };
}

/** How the certificate is judged, where the platform has one to judge. */
export function trustIn(definition: ConnectionDefinition, input: ConnectionInput): Trust | undefined {
  const field = trustFieldOf(definition);
  return field === undefined ? undefined : ((input as Readonly<Record<string, unknown>>)[field] as Trust);
}

function trustFieldOf({ flags }: ConnectionDefinition): string | undefined {
  return flags.find(({ from }) => from === 'trust')?.field;
}
