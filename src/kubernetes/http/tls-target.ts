import type { TlsTarget } from '../../network/connect-tls.ts';
import type { ClusterAccess } from '../client.ts';

/** Whose certificate an API server must show, and which one it is shown. */
export function tlsTargetOf(access: ClusterAccess): TlsTarget {
  const { server, serverName, insecure, certificateAuthority, clientCertificate, clientKey } = access;
  return {
    url: new URL(server),
    serverName,
    // Only where the kubeconfig itself says insecure-skip-tls-verify.
    trust:
      insecure === true
        ? { mode: 'insecure' }
        : certificateAuthority === undefined
          ? { mode: 'system' }
          : { mode: 'ca', certificate: certificateAuthority },
    client:
      clientCertificate === undefined || clientKey === undefined
        ? undefined
        : { certificate: clientCertificate, key: clientKey.reveal() },
  };
}
