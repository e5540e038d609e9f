import { dump } from 'js-yaml';
import type { ClusterAccess } from '../src/kubernetes/client.ts';
import { Secret } from '../src/secret.ts';
import type { CertificatePair } from './certificates/issue.ts';

export interface KubeconfigContent {
  readonly cluster: string;
  readonly server: string;
  /** PEM. */
  readonly authority: string;
  readonly user: string;
  readonly client: CertificatePair;
}

/** A kubeconfig with everything inside, as kubectl reads it. */
export function writeKubeconfig(content: KubeconfigContent): string {
  const base64 = (text: string): string => Buffer.from(text).toString('base64');
  const context = `${content.user}@${content.cluster}`;
  return dump({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [
      {
        name: content.cluster,
        cluster: { server: content.server, 'certificate-authority-data': base64(content.authority) },
      },
    ],
    users: [
      {
        name: content.user,
        user: {
          'client-certificate-data': base64(content.client.certificate),
          'client-key-data': base64(content.client.key),
        },
      },
    ],
    contexts: [{ name: context, context: { cluster: content.cluster, user: content.user } }],
    'current-context': context,
  });
}

/** The same as resolved access. */
export function accessOf(content: KubeconfigContent): ClusterAccess {
  return {
    server: content.server,
    certificateAuthority: content.authority,
    clientCertificate: content.client.certificate,
    clientKey: new Secret(content.client.key),
  };
}
