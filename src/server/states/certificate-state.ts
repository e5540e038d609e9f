import { X509Certificate } from 'node:crypto';
import { entrance, readAccess } from '../../kubeflow/access/access.ts';
import { certificateSecret } from '../../kubeflow/access/certificate-objects.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import type { Found, Look } from './look.ts';

const day = 24 * 60 * 60 * 1000;
/** cert-manager renews when a third of the lifetime is left, so for a certificate of 90 days this is late. */
const soon = 14;

/** Until when the certificate is valid that browsers see. */
export const lookUpCertificate: Look = async ({ installed, client, now, signal }) => {
  const wish = installed.spec.kubeflow?.access;
  const access = wish === undefined ? undefined : readAccess(wish);
  if (access === undefined) return { state: 'none', value: 'None: only a forwarded port' };
  if (access.tls.from === 'none') return { state: 'attention', value: 'None: plain HTTP' };
  const name = certificateSecret(access);
  if (name === undefined) return { state: 'none', value: 'In front of Kubeflow: MLAnywhere does not see it' };
  const key = { namespace: entrance.namespace, name };
  const secret = await client.get<KubernetesObject & { data?: Record<string, string> }>(builtInTypes.secret, key, {
    signal,
  });
  const text = secret?.data?.['tls.crt'];
  if (text === undefined)
    return {
      state: 'bad',
      value: 'Not issued yet',
      notes: [
        `The Secret ${key.namespace}/${name} has none. See why: \`kubectl describe certificate -n ${key.namespace}\`.`,
      ],
    };
  return describe(new X509Certificate(Buffer.from(text, 'base64')).validToDate, now());
};

function describe(end: Date, now: Date): Found {
  const days = Math.floor((end.getTime() - now.getTime()) / day);
  const until = end.toISOString().slice(0, 10);
  if (days < 0) return { state: 'bad', value: `Expired on ${until}` };
  return {
    state: days < soon ? 'attention' : 'good',
    value: `Valid until ${until}`,
    ...(days < soon && { notes: [`It ends in ${days} days and has not been renewed.`] }),
  };
}
