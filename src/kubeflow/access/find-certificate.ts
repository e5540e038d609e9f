import { X509Certificate } from 'node:crypto';
import type { KubernetesClient } from '../../kubernetes/client.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import { certificateType } from '../../kubernetes/objects/certificate-type.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { entrance, isAddress, type Access } from './access.ts';
import { certificateSecret, serverCertificateName } from './certificate-objects.ts';

/** The certificate that browsers are shown, as it is in the cluster now. */
export interface FoundCertificate {
  /** Undefined where there is none yet. */
  readonly validUntil: Date | undefined;
  /** What a user has to know or do about it, in sentences; `NAME` stands for the installation. */
  readonly notes: readonly string[];
}

interface Looking {
  readonly client: Pick<KubernetesClient, 'get'>;
  readonly signal: AbortSignal;
  readonly now: Date;
}

const day = 24 * 3_600_000;
/** Files of yours are told about this early; cert-manager renews after two thirds of the time by itself. */
const earlyDays = 30;
/** How late a renewal may be before it is told: cert-manager tries again after an hour. */
const lateness = 6 * 3_600_000;

/** Looks the certificate up. Undefined where the access has none in the cluster, or it may not be read. */
export async function findCertificate(access: Access, looking: Looking): Promise<FoundCertificate | undefined> {
  const name = certificateSecret(access);
  if (name === undefined) return undefined;
  const [secret, order] = await Promise.all([readSecret(name, looking), readOrder(access, looking)]);
  if (secret === 'forbidden') return undefined;
  const certificate = secret === undefined ? undefined : readCertificate(secret);
  const validUntil = certificate === undefined ? undefined : new Date(certificate.validTo);
  return { validUntil, notes: notesOn({ access, certificate, order, now: looking.now }) };
}

function notesOn(found: {
  readonly access: Access;
  readonly certificate: X509Certificate | undefined;
  readonly order: Order | undefined;
  readonly now: Date;
}): string[] {
  const { access, certificate, order, now } = found;
  const trouble = order === undefined ? undefined : troubleOf(order, now);
  if (certificate === undefined)
    return [`There is no certificate yet${trouble === undefined ? '.' : `: ${trouble}`} ${lookAt}`];
  const left = Date.parse(certificate.validTo) - now.getTime();
  const { host } = access;
  const isForHost = host === undefined || coversHost(certificate, host);
  return [
    ...(isForHost ? [] : [`The certificate is not for ${host}: browsers refuse it.`]),
    ...(left <= 0 ? [`The certificate ended on ${dayOf(certificate)}: browsers refuse it. ${renewalOf(access)}`] : []),
    ...(left > 0 && access.tls.from === 'files' && left < earlyDays * day
      ? [`The certificate ends in ${Math.floor(left / day)} days. ${renewalOf(access)}`]
      : []),
    ...(trouble === undefined ? [] : [`The certificate was not renewed: ${trouble} ${lookAt}`]),
  ];
}

const lookAt = `See \`kubectl describe certificate -n ${entrance.namespace} ${serverCertificateName}\`.`;

function renewalOf({ tls }: Access): string {
  return tls.from === 'files'
    ? 'Store the new key with `mla access secret NAME tls-key`, then give the new certificate with `mla access set NAME --tls-certificate`.'
    : lookAt;
}

function coversHost(certificate: X509Certificate, host: string): boolean {
  return (isAddress(host) ? certificate.checkIP(host) : certificate.checkHost(host)) !== undefined;
}

function dayOf(certificate: X509Certificate): string {
  return new Date(certificate.validTo).toISOString().slice(0, 10);
}

/** cert-manager's Certificate. Source: cert-manager, CertificateStatus. */
interface Order extends KubernetesObject {
  readonly status?: {
    readonly renewalTime?: string;
    readonly lastFailureTime?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string; readonly message?: string }[];
  };
}

/** Why cert-manager has not issued what is asked for; undefined while nothing is late. */
function troubleOf({ status }: Order, now: Date): string | undefined {
  const { conditions = [], lastFailureTime, renewalTime } = status ?? {};
  const says = (type: string): string | undefined =>
    conditions.find((one) => one.type === type && one.status === 'False')?.message;
  const isLate = renewalTime !== undefined && now.getTime() - Date.parse(renewalTime) > lateness;
  if (lastFailureTime !== undefined) return sentence(says('Issuing') ?? says('Ready') ?? 'the last attempt failed');
  const notReady = says('Ready');
  if (notReady !== undefined) return sentence(notReady);
  return isLate ? `it was due on ${renewalTime.slice(0, 10)}.` : undefined;
}

function sentence(text: string): string {
  return `${text.trim().replace(/\.$/, '')}.`;
}

async function readOrder({ tls }: Access, { client, signal }: Looking): Promise<Order | undefined> {
  if (tls.from === 'files') return undefined;
  const key = { namespace: entrance.namespace, name: serverCertificateName };
  return client.get<Order>(certificateType, key, { signal }).catch(() => undefined);
}

async function readSecret(
  name: string,
  { client, signal }: Looking,
): Promise<KubernetesObject | 'forbidden' | undefined> {
  const key = { namespace: entrance.namespace, name };
  return client.get(builtInTypes.secret, key, { signal }).catch(() => {
    signal.throwIfAborted();
    return 'forbidden' as const;
  });
}

function readCertificate(secret: KubernetesObject): X509Certificate | undefined {
  const data = secret['data'] as Readonly<Record<string, string>> | undefined;
  try {
    return new X509Certificate(Buffer.from(data?.['tls.crt'] ?? '', 'base64'));
  } catch {
    return undefined;
  }
}
