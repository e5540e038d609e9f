import { createSecureContext, type SecureContext } from 'node:tls';
import { issueCertificate, type CertificatePair } from '../certificates/issue.ts';

/** Serving certificates by server name, made when first asked for. */
export interface LeafCertificates {
  readonly select: (serverName: string, done: (error: Error | null, context?: SecureContext) => void) => void;
}

export function createLeafCertificates(authority: CertificatePair): LeafCertificates {
  const contexts = new Map<string, SecureContext>();
  return {
    select: (serverName, done) => {
      let context = contexts.get(serverName);
      if (context === undefined) {
        const { certificate, key } = issueCertificate({
          commonName: serverName.slice(0, 64),
          hosts: [serverName],
          issuer: authority,
        });
        context = createSecureContext({ cert: certificate, key });
        contexts.set(serverName, context);
      }
      done(null, context);
    },
  };
}
