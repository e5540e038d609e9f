import { hostOf } from '../network/connect-tls.ts';
import type { Ways } from '../network/outbound.ts';
import { isThisMachine, type ProxyChoice } from '../network/proxy/outbound-proxy.ts';
import { ProxyAddress } from '../network/proxy/proxy-address.ts';

/** How a connection with a proxy of its own is reached; as everything else where it names none. */
export function waysOf(input: object, outbound: Ways): Ways {
  const { proxy, proxyPassword } = input as { readonly proxy?: string; readonly proxyPassword?: string };
  if (proxy === undefined) return outbound;
  const choice = choiceOf(proxy, proxyPassword);
  return {
    ...outbound,
    wayTo: (target) =>
      isThisMachine(hostOf(target))
        ? { overrides: true, because: 'The connection names a proxy, but this machine itself is reached directly.' }
        : choice,
  };
}

function choiceOf(text: string, password: string | undefined): ProxyChoice {
  const read = text === 'none' ? undefined : ProxyAddress.read(text);
  if (read === undefined) return { overrides: true, because: 'The connection says that no proxy is used.' };
  const proxy = password === undefined ? read : read.withPassword(password);
  return { proxy, overrides: true, because: `The connection names the proxy ${proxy.shown}.` };
}
