import type { ConnectionView } from '../api/contract.ts';
import { machineTrust, nameAuthorities, readAuthorityText, trustBeside } from '../network/authorities.ts';
import { hostOf } from '../network/connect-tls.ts';
import type { Ways } from '../network/outbound.ts';
import { isThisMachine, type ProxyChoice } from '../network/proxy/outbound-proxy.ts';
import { ProxyAddress } from '../network/proxy/proxy-address.ts';

/** What a connection may have of its own, see `proxyFields`. */
interface OwnWay {
  readonly proxy?: string;
  readonly proxyPassword?: string;
  readonly authorities?: string;
}

/** How a connection is reached: by its own proxy, with its own authorities; as everything else where it names none. Throws `general.badAuthorityText`. */
export function waysOf(input: object, outbound: Ways): Ways {
  const { proxy, proxyPassword, authorities }: OwnWay = input;
  const ways = authorities === undefined ? outbound : trusting(authorities, outbound);
  if (proxy === undefined) return ways;
  const choice = choiceOf(proxy, proxyPassword);
  return {
    ...ways,
    wayTo: (target) =>
      isThisMachine(hostOf(target))
        ? { overrides: true, because: 'The connection names a proxy, but this machine itself is reached directly.' }
        : choice,
  };
}

/** What is shown of it: never a password. Throws `general.badAuthorityText`. */
export function viewWay(input: object): Pick<ConnectionView, 'proxy' | 'authorities'> {
  const { proxy, authorities }: OwnWay = input;
  return {
    ...(proxy !== undefined && { proxy }),
    ...(authorities !== undefined && { authorities: nameAuthorities(authorities) }),
  };
}

/** Beside those of the server: for the server at the connection, its proxy, and the login program of its kubeconfig. */
function trusting(text: string, outbound: Ways): Ways {
  const authorities = trustBeside(outbound.authorities ?? machineTrust, ...readAuthorityText(text));
  const { programEnvironment } = outbound;
  return {
    ...outbound,
    authorities,
    ...(programEnvironment && { programEnvironment: () => programEnvironment(authorities) }),
  };
}

function choiceOf(text: string, password: string | undefined): ProxyChoice {
  const read = text === 'none' ? undefined : ProxyAddress.read(text);
  if (read === undefined) return { overrides: true, because: 'The connection says that no proxy is used.' };
  const proxy = password === undefined ? read : read.withPassword(password);
  return { proxy, overrides: true, because: `The connection names the proxy ${proxy.shown}.` };
}
