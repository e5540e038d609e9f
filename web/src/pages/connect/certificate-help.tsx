import type { ConnectionInput, ConnectionTest } from '../../../../src/api/contract.ts';
import { keyOf } from '../../../../src/errors/registry.ts';
import { readConnection, trustOf, withPinned, type ConnectionDraft } from './connection-draft.ts';
import { PinCertificate } from './pin-certificate.tsx';
import { TrustAuthority } from './trust-authority.tsx';

interface CertificateHelpProps {
  readonly draft: ConnectionDraft;
  readonly test: ConnectionTest | undefined;
  readonly testAgain: (draft: ConnectionDraft, input: ConnectionInput | undefined) => void;
}

/** Where a test stopped at a certificate: what a person can do about it here. A proxy's certificate is not offered for pinning: another one comes tomorrow. */
export function CertificateHelp({ draft, test, testAgain }: CertificateHelpProps) {
  const issuer = inspectedBy(draft, test);
  if (issuer !== undefined)
    return (
      <TrustAuthority
        issuer={issuer}
        confirm={(authorities) => {
          const trusting = { ...draft, values: { ...draft.values, authorities } };
          const { input, problems } = readConnection(trusting);
          if (problems['authorities'] === undefined) testAgain(trusting, input);
          return problems['authorities'];
        }}
      />
    );
  const fingerprint = unconfirmed(draft, test);
  if (fingerprint === undefined) return null;
  const pin = () => {
    const pinned = withPinned(draft, fingerprint);
    testAgain(pinned, readConnection(pinned).input);
  };
  return <PinCertificate fingerprint={fingerprint} confirm={pin} />;
}

/** The authority that a proxy answered with, for a server or for itself, where trusting it would help; undefined otherwise. */
function inspectedBy({ values }: ConnectionDraft, test: ConnectionTest | undefined): string | undefined {
  const error = test?.layers.find(({ ok }) => !ok)?.error;
  if (!('authorities' in values) || error === undefined) return undefined;
  const { issuer = '', reason = '' } = error.details;
  if (keyOf(error.code) === 'general.certificateInspected') return String(issuer);
  return ofProxy.exec(String(reason))?.[1];
}

/** What a proxy that speaks TLS itself is refused with, in `src/network/proxy/open-tunnel.ts`. */
const ofProxy = /^its certificate is from (.+), which this machine does not trust/;

/** The certificate's fingerprint that the person has not said yes to. */
function unconfirmed(draft: ConnectionDraft, test: ConnectionTest | undefined): string | undefined {
  const trust = trustOf(draft);
  if (trust === undefined || test?.ok !== false || trust.mode === 'insecure') return undefined;
  return trust.mode === 'fingerprint' && trust.sha256 === test.fingerprint ? undefined : test.fingerprint;
}
