import { MlaError } from '../../errors/error.ts';
import { isSecure, plainHttp } from '../access/access.ts';
import { findAddress, findAuthority } from '../access/find-address.ts';
import type { CheckContext, Finding } from './look.ts';

const noAddress: Finding = {
  seen: '',
  skipped: 'the installation has no address of its own: it is reached by a forwarded port',
};

/** How long the whole login may take at an address that answers slowly or in part, in seconds. */
const patience = 120;

/**
 * A login at the address that browsers of other machines open: its name, port and certificate, redirects and cookies.
 * The authority that those browsers are told to trust counts beside the system's.
 */
export async function lookAtAddress({
  client,
  access,
  walkAt,
  signal,
  seconds = patience,
}: Pick<CheckContext, 'access' | 'walkAt' | 'signal'> & {
  readonly client: Pick<CheckContext['client'], 'get' | 'list'>;
  readonly seconds?: number;
}): Promise<Finding> {
  if (access === undefined || walkAt === undefined) return noAddress;
  const { address, notes } = await findAddress(access, { client, signal });
  if (address === undefined && access.expose === 'clusterIP') return noAddress;
  if (address === undefined) throw new MlaError('verify.addressMissing', { reason: notes[0] ?? access.expose });
  const certificateAuthority = await findAuthority(access, { client, signal });
  const inTime = AbortSignal.timeout(seconds * 1000);
  const walk = await walkAt({ origin: address, certificateAuthority }, AbortSignal.any([signal, inTime])).catch(
    (thrown: unknown) => {
      if (!inTime.aborted || signal.aborted) throw thrown;
      throw new MlaError('verify.addressSilent', { address, reason: `no answer in ${seconds} s` }, { cause: thrown });
    },
  );
  const hops = walk.hops.filter(({ id }) => id !== 'namespace');
  const error = hops.some((hop) => hop.error !== undefined) ? walk.error : undefined;
  if (error !== undefined) return { seen: error.message, error: atAddress(error), hops };
  return { seen: isSecure(access) ? address : `${address} ${plainHttp}`, hops };
}

/** The gateway itself answered a moment ago, so the way to it is what fails. */
function atAddress(error: MlaError): MlaError {
  if (error.key !== 'login.gatewayUnreachable') return error;
  const { origin, reason } = error.details as { readonly origin: string; readonly reason: string };
  return new MlaError('verify.addressSilent', { address: origin, reason }, { cause: error });
}
