import { randomUUID } from 'node:crypto';
import { MlaError } from '../../errors/error.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import { conditionOf } from '../../kubernetes/objects/conditions.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { shellImage } from './images.ts';
import { namespaceOf, type CheckContext, type Finding } from './look.ts';
import { explain } from './made/explain.ts';
import { madeName, withMade } from './made/made-objects.ts';
import { harmless, needs } from './made/pod-settings.ts';
import { waitFor, type Look } from './made/wait-for.ts';

interface Claim extends KubernetesObject {
  readonly spec: { readonly storageClassName?: string };
  readonly status?: { readonly phase?: string };
}

/** A claim of the default StorageClass, as the pages for notebooks and volumes make one, and a Job that writes to it and reads back. */
export async function lookAtVolume(context: CheckContext): Promise<Finding> {
  const { client, walk, signal } = context;
  const namespace = namespaceOf(walk);
  const image = await shellImage(client, signal);
  if (image === undefined) return { seen: '', skipped: 'the installation has no image with a shell' };
  const made = [
    { type: builtInTypes.claim, object: claim(namespace) },
    { type: builtInTypes.job, object: job(namespace, image) },
  ];
  return withMade(context, made, async () => {
    await waitFor({ ...context, namespace }, 'The volume', () => lookAtJob(context, namespace));
    const key = { namespace, name: madeName };
    const found = await client.get<Claim>(builtInTypes.claim, key, { signal });
    if (found?.status?.phase !== 'Bound')
      throw new MlaError('verify.volumeLost', { namespace, reason: `the claim is ${found?.status?.phase ?? 'gone'}` });
    return { seen: `1 Gi of the StorageClass ${found.spec.storageClassName ?? ''}` };
  });
}

async function lookAtJob({ client, signal }: CheckContext, namespace: string): Promise<Look<true>> {
  const job = await client.get<KubernetesObject>(builtInTypes.job, { namespace, name: madeName }, { signal });
  const shown = job ?? { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: madeName } };
  if (conditionOf(shown, 'Complete')?.status === 'True') return { value: true };
  const suspects = {
    namespace,
    labelSelector: `batch.kubernetes.io/job-name=${madeName}`,
    workload: { type: builtInTypes.job, name: madeName },
    claim: madeName,
  };
  const trouble = await explain(client, suspects, signal);
  const failed = conditionOf(shown, 'Failed');
  if (failed?.status === 'True')
    throw new MlaError('verify.volumeLost', {
      namespace,
      reason: trouble?.message ?? failed.message ?? 'the Job failed',
    });
  return { state: 'the volume is bound and written', trouble };
}

function claim(namespace: string): KubernetesObject {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: madeName, namespace },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  };
}

function job(namespace: string, image: string): KubernetesObject {
  const container = (name: string, script: string): object => ({
    name,
    image,
    command: ['sh', '-c', script],
    env: [{ name: 'WORD', value: randomWord }],
    resources: needs('50m', '64Mi'),
    securityContext: harmless.container,
    volumeMounts: [{ name: 'data', mountPath: '/data' }],
  });
  const randomWord = randomUUID();
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: madeName, namespace },
    spec: {
      backoffLimit: 1,
      template: {
        metadata: { labels: harmless.labels },
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          securityContext: harmless.pod,
          initContainers: [container('write', 'printf %s "$WORD" > /data/mla-verify && sync')],
          containers: [container('read', 'test "$(cat /data/mla-verify)" = "$WORD"')],
          volumes: [{ name: 'data', persistentVolumeClaim: { claimName: madeName } }],
        },
      },
    },
  };
}
