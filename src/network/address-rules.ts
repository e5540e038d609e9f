import { BlockList, isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { MlaError } from '../errors/error.ts';
import { AllBut, type AllowedTargets } from './targets/allowed-targets.ts';

/**
 * The addresses that nobody has a cluster at, and that answer whoever asks from
 * this machine: what is asked for on a user's behalf never goes there. Loopback
 * and private networks are no part of it: clusters live there.
 */
export interface AddressRules {
  /** For `net.connect`, which looks at the address that it really connects to, whatever the host's name led to. */
  blockedAt(port: number, host: string): BlockList;
  /** Whether only allowed targets are connected to, and this name is none of them. A proxy would ask for its address in our place. */
  refusesName(host: string): boolean;
  /** Whether this process itself listens on a port. */
  isOwnPort(port: number): boolean;
}

/**
 * @param ownPorts those that this process itself listens on; read for each connection
 * @param allowed everywhere when left out. What is refused without stays refused
 */
export function createAddressRules(ownPorts: ReadonlySet<number> = new Set(), allowed?: AllowedTargets): AddressRules {
  const alwaysBlocked = (port: number): BlockList => (ownPorts.has(port) ? withThisMachine() : linkLocal);
  return {
    blockedAt: (port, host) => {
      const blocked = alwaysBlocked(port);
      return allowed === undefined || allowed.hasName(host)
        ? blocked
        : new AllBut({ blocked, allowed: allowed.networks });
    },
    refusesName: (host) => allowed !== undefined && isIP(host) === 0 && !allowed.hasName(host),
    isOwnPort: (port) => ownPorts.has(port),
  };
}

const linkLocal = listOfLinkLocal();

function listOfLinkLocal(): BlockList {
  const list = new BlockList();
  list.addSubnet('169.254.0.0', 16);
  list.addSubnet('fe80::', 10, 'ipv6');
  // Where clouds tell a machine its own credentials and user data, besides 169.254.169.254.
  for (const address of ['168.63.129.16', '100.100.100.200', '192.0.0.192']) list.addAddress(address);
  for (const address of ['fd00:ec2::254', 'fd00:ec2::23', 'fd20:ce::254']) list.addAddress(address, 'ipv6');
  // Link-local IPv4 as NAT64 writes it.
  list.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6');
  return list;
}

/** All the ways to name this machine, so that its server cannot be made to ask itself. */
function withThisMachine(): BlockList {
  const list = listOfLinkLocal();
  list.addSubnet('127.0.0.0', 8);
  list.addAddress('0.0.0.0');
  list.addAddress('::', 'ipv6');
  list.addAddress('::1', 'ipv6');
  for (const own of Object.values(networkInterfaces()).flat())
    if (own !== undefined) list.addAddress(own.address, own.family === 'IPv6' ? 'ipv6' : 'ipv4');
  return list;
}

/** Refuses a host that is written as an address, or is this machine by name: a proxy would ask there in our place. Throws general.addressForbidden and general.targetNotAllowed. */
export function checkHost(rules: AddressRules, { host, port }: { host: string; port: number }): void {
  const address = /^(?:.*\.)?localhost\.?$/i.test(host) ? '127.0.0.1' : host;
  if (rules.refusesName(address)) throw notAllowed(host);
  if (isBlocked(rules, { host, address, port })) throw refusal(rules, { host, address, port });
}

/** Why a connection was not made, where these rules were the reason: for every address behind the name. */
export function refusalBehind(
  rules: AddressRules,
  thrown: unknown,
  { host, port }: { host: string; port: number },
): MlaError | undefined {
  const tried = thrown instanceof AggregateError ? (thrown.errors as unknown[]) : [thrown];
  const blocked = tried.filter((one) => (one as NodeJS.ErrnoException).code === 'ERR_IP_BLOCKED');
  if (blocked.length === 0 || blocked.length < tried.length) return undefined;
  const address = /IP\(([^)]+)\)/.exec((blocked[0] as Error).message)?.[1] ?? host;
  return refusal(rules, { host, address, port }, thrown);
}

interface Place {
  readonly host: string;
  readonly address: string;
  readonly port: number;
}

function isBlocked(rules: AddressRules, { host, address, port }: Place): boolean {
  const family = isIP(address);
  return family !== 0 && rules.blockedAt(port, host).check(address, family === 4 ? 'ipv4' : 'ipv6');
}

function refusal(rules: AddressRules, to: Place, cause?: unknown): MlaError {
  const options = cause === undefined ? {} : { cause };
  const isAlways = isBlocked(createAddressRules(), to);
  const isOwn = rules.isOwnPort(to.port) && isBlocked(createAddressRules(new Set([to.port])), to);
  if (!isAlways && !isOwn) return notAllowed(to.host, options);
  const reason = isAlways
    ? `${to.address} is an address at which a cloud or a network card answers, never a cluster`
    : `port ${to.port} of this machine is MLAnywhere itself`;
  return new MlaError('general.addressForbidden', { host: to.host, reason }, options);
}

function notAllowed(host: string, options: { readonly cause?: unknown } = {}): MlaError {
  return new MlaError('general.targetNotAllowed', { host }, options);
}
