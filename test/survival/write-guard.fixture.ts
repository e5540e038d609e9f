import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { issueCertificate } from '../../sandbox/certificates/issue.ts';
import type { KubernetesClient } from '../../src/kubernetes/client.ts';
import { builtInTypes } from '../../src/kubernetes/objects/built-in-types.ts';
import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';

/** What the API server asks. Source: admission.k8s.io/v1 AdmissionRequest. */
export interface GuardedWrite {
  readonly uid: string;
  readonly operation: 'CREATE' | 'UPDATE' | 'DELETE';
  readonly kind: { readonly kind: string };
  readonly namespace?: string;
  readonly name: string;
  readonly object: KubernetesObject | null;
  readonly dryRun?: boolean;
}

/** A webhook of nobody's installation, asked before each write that the administrator of the sandbox sends. */
export interface WriteGuard {
  /** What is done while a write waits; the next ones wait for it too. Counts from 1 since it was set. */
  act(onWrite: ((number: number, write: GuardedWrite) => Promise<void>) | undefined): void;
  close(): Promise<void>;
}

const name = 'write-guard';

/** Allows every such write, one after the other. */
export async function startWriteGuard(
  client: KubernetesClient,
  operations: readonly GuardedWrite['operation'][],
): Promise<WriteGuard> {
  let onWrite: ((number: number, write: GuardedWrite) => Promise<void>) | undefined;
  let count = 0;
  let turn = Promise.resolve();
  const authority = issueCertificate({ commonName: name });
  const { certificate, key } = issueCertificate({ commonName: name, hosts: ['127.0.0.1'], issuer: authority });
  const server = createServer({ cert: certificate, key }, (request, response) => {
    const answer = async (): Promise<void> => {
      const { request: write } = JSON.parse(await text(request)) as { request: GuardedWrite };
      await onWrite?.((count += 1), write);
      response.setHeader('content-type', 'application/json');
      response.end(
        JSON.stringify({
          apiVersion: 'admission.k8s.io/v1',
          kind: 'AdmissionReview',
          response: { uid: write.uid, allowed: true },
        }),
      );
    };
    // Whoever asked may be dead by now.
    turn = turn.then(answer).catch(() => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await client.create(builtInTypes.validatingWebhooks, {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name },
    webhooks: [
      {
        name: 'writes.guard.example',
        admissionReviewVersions: ['v1'],
        sideEffects: 'None',
        failurePolicy: 'Ignore',
        timeoutSeconds: 30,
        clientConfig: {
          url: `https://127.0.0.1:${(server.address() as AddressInfo).port}/`,
          caBundle: Buffer.from(authority.certificate).toString('base64'),
        },
        rules: [{ apiGroups: ['*'], apiVersions: ['*'], operations, resources: ['*'] }],
        matchConditions: [{ name: 'by-the-administrator', expression: 'request.userInfo.username == "admin"' }],
      },
    ],
  });
  return {
    act: (next) => void ([onWrite, count] = [next, 0]),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
