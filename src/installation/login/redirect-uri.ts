import type { AccessWish } from '../access/access.ts';
import { addressText, browserPort } from '../access/address-text.ts';

/** Where an external login service sends people back to: it is registered there. Undefined where the access has no address of its own. */
export function redirectUriOf({ expose, host, nodePort, tls }: AccessWish): string | undefined {
  if (expose === 'clusterIP' && tls === undefined) return undefined;
  const port = browserPort({ expose, nodePort, from: tls?.from });
  const address = addressText({ host, port, secure: tls?.from !== 'none' });
  return address === undefined ? undefined : `${address}/dex/callback`;
}
