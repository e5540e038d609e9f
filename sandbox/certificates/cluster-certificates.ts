import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { generateKey, issueCertificate, type CertificatePair } from './issue.ts';

/** Who talks to whom in the control plane. Groups are the `O` of the certificate. */
const members = {
  'api-server': {
    commonName: 'kube-apiserver',
    hosts: ['127.0.0.1', '10.96.0.1', 'localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'],
  },
  etcd: { commonName: 'etcd', hosts: ['127.0.0.1', 'localhost'] },
  /** What is handed out: the only user that the audit log counts. Administrator by RBAC (first-objects.ts), as on most real clusters: `system:masters` would hide what an API server answers that has just started. */
  admin: { commonName: 'admin' },
  /** The sandbox's own simulated parts, a user of their own so that the audit log can leave them out. */
  simulation: { commonName: 'sandbox:simulation', organizations: ['system:masters'] },
  kwok: { commonName: 'sandbox:kwok', organizations: ['system:masters'] },
  'controller-manager': { commonName: 'system:kube-controller-manager' },
  scheduler: { commonName: 'system:kube-scheduler' },
} satisfies Record<string, { commonName: string; organizations?: string[]; hosts?: string[] }>;

export type Member = keyof typeof members;

/** Every certificate of one sandbox cluster, as PEM and as files. */
export interface ClusterCertificates {
  readonly authority: CertificatePair;
  /** Signs what simulated webhooks show; another one, so that an empty caBundle is never right by chance. */
  readonly webhookAuthority: CertificatePair;
  readonly of: (member: Member) => CertificatePair;
  /** Path of a PEM file: `ca.crt`, `service-accounts.key`, `<member>.crt`, `<member>.key`. */
  readonly file: (name: string) => string;
}

/** Reads the certificates of a sandbox, or makes them (about 20 ms). Keys are readable by their owner only. */
export async function prepareCertificates(directory: string): Promise<ClusterCertificates> {
  const file = (name: string): string => join(directory, name);
  const existing = await readPair(file, 'ca').catch(() => undefined);
  const pairs = existing === undefined ? await issueAll(directory) : await readAll(file, existing);
  return {
    authority: pairs.authority,
    webhookAuthority: pairs.webhookAuthority,
    file,
    of: (member) => {
      const pair = pairs.members.get(member);
      if (pair === undefined) throw new Error(`no certificate for ${member}`);
      return pair;
    },
  };
}

interface AllPairs {
  readonly authority: CertificatePair;
  readonly webhookAuthority: CertificatePair;
  readonly members: Map<string, CertificatePair>;
}

async function issueAll(directory: string): Promise<AllPairs> {
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const authority = issueCertificate({ commonName: 'MLAnywhere sandbox' });
  const webhookAuthority = issueCertificate({ commonName: 'MLAnywhere sandbox webhooks' });
  const issued = Object.entries(members).map(
    ([name, request]) => [name, issueCertificate({ ...request, issuer: authority })] as const,
  );
  const accounts = generateKey();
  const write = (name: string, text: string): Promise<void> => writeFile(join(directory, name), text, { mode: 0o600 });
  await Promise.all([
    write('webhook-ca.crt', webhookAuthority.certificate),
    write('webhook-ca.key', webhookAuthority.key),
    write('service-accounts.key', accounts.privateKey),
    write('service-accounts.pub', accounts.publicKey),
    ...issued.flatMap(([name, pair]) => [write(`${name}.crt`, pair.certificate), write(`${name}.key`, pair.key)]),
  ]);
  // The authority last: its presence says that the set is whole.
  await write('ca.key', authority.key);
  await write('ca.crt', authority.certificate);
  return { authority, webhookAuthority, members: new Map(issued) };
}

async function readAll(file: (name: string) => string, authority: CertificatePair): Promise<AllPairs> {
  const pairs = await Promise.all(
    Object.keys(members).map(async (name) => [name, await readPair(file, name)] as const),
  );
  return { authority, webhookAuthority: await readPair(file, 'webhook-ca'), members: new Map(pairs) };
}

async function readPair(file: (name: string) => string, name: string): Promise<CertificatePair> {
  const [certificate, key] = await Promise.all([
    readFile(file(`${name}.crt`), 'utf8'),
    readFile(file(`${name}.key`), 'utf8'),
  ]);
  return { certificate, key };
}
