import { BlockList, type IPVersion, isIP, type SocketAddress } from 'node:net';
import ipaddr from 'ipaddr.js';
import { MlaError } from '../../errors/error.ts';

/** Where a server may connect, if not everywhere. */
export interface AllowedTargets {
  /** Whether a host is allowed by its name, wherever it leads. */
  hasName(host: string): boolean;
  /** The allowed networks. */
  readonly networks: BlockList;
}

const name = /^(?:\*\.)?(?!-)[a-z0-9-]+(?:\.[a-z0-9-]+)*$/;

/**
 * Networks, addresses and names, separated by commas: `10.0.0.0/8,cluster.example.com,*.lab.example.com`. `*.` stands for
 * every name below. Of a flag or a variable; undefined where it is not set. Throws `cli.badValue`.
 */
export function readAllowedTargets(text: string | undefined, flag: string): AllowedTargets | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const networks = new BlockList();
  const names: string[] = [];
  for (const part of text.split(',').map((one) => one.trim().toLowerCase())) {
    if (ipaddr.isValidCIDR(part)) {
      const [network, bits] = ipaddr.parseCIDR(part);
      networks.addSubnet(network.toString(), bits, network.kind());
    } else if (isIP(part) !== 0) networks.addAddress(part, isIP(part) === 6 ? 'ipv6' : 'ipv4');
    // What ends in a number is read as an address by every program, and so is no name.
    else if (name.test(part) && !/(^|\.)\d+$/.test(part)) names.push(part);
    else throw refuse(text, flag);
  }
  return {
    networks,
    hasName: (host) => {
      const plain = host.toLowerCase().replace(/\.$/, '');
      return names.some((one) => (one.startsWith('*.') ? plain.endsWith(one.slice(1)) : plain === one));
    },
  };
}

function refuse(value: string, flag: string): MlaError {
  return new MlaError('cli.badValue', {
    value,
    flag,
    expected: 'a list of networks, addresses and host names, separated by commas',
    example: `${flag}${flag.startsWith('-') ? ' ' : '='}10.0.0.0/8,cluster.example.com,*.lab.example.com`,
  });
}

/** Blocks what another list blocks, and everything outside the allowed networks. For `net.connect`, which asks `check` of the address that it really connects to. */
export class AllBut extends BlockList {
  readonly #blocked: BlockList;
  readonly #allowed: BlockList;

  constructor({ blocked, allowed }: { readonly blocked: BlockList; readonly allowed: BlockList }) {
    super();
    this.#blocked = blocked;
    this.#allowed = allowed;
  }

  override check(address: SocketAddress): boolean;
  override check(address: string, type?: IPVersion): boolean;
  override check(address: string | SocketAddress, type?: IPVersion): boolean {
    const isIn = (list: BlockList): boolean =>
      typeof address === 'string' ? list.check(address, type) : list.check(address);
    return isIn(this.#blocked) || !isIn(this.#allowed);
  }
}
