import { MlaError } from '../../errors/error.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import { conditionOf, wordsOf } from '../../kubernetes/objects/conditions.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { resourcesFor, tolerationsFor, type Accelerator } from './accelerators.ts';
import { demoName, type DemoPlace, type DemoSite } from './demo-names.ts';
import { ensureOwn, metadataOf } from './own-objects.ts';
import { troubleOfPods } from './pod-trouble.ts';

/** The user and group of Kubeflow's notebook images. */
const [user, group] = [1000, 100];

/**
 * Copies what is missing; a file that the user changed stays. A file has its name only when it is whole. The first
 * argument is the volume of the ConfigMap, which keeps its files behind links in folders that begin with two dots.
 */
export const copyScript = `set -eu
cd "$1"
find -L . -type f ! -path './..*' | while IFS= read -r file; do
  [ -e "$2/$file" ] && continue
  mkdir -p "$2/$(dirname "$file")"
  cp "$file" "$2/$file.new"
  mv "$2/$file.new" "$2/$file"
done`;

/** The volume of the demo: a claim, a ConfigMap with the files, and a Job that copies them. */
export interface VolumeWish {
  readonly files: ReadonlyMap<string, string>;
  readonly image: string;
  readonly accelerator: Accelerator | undefined;
}

/** Makes what is missing of the volume. Throws what `ensureOwn` throws. */
export async function createVolume(place: DemoSite, { files, image, accelerator }: VolumeWish): Promise<void> {
  const metadata = metadataOf(demoName, place);
  // Keys of a ConfigMap have no slashes.
  const items = [...files.keys()].map((path) => ({ key: path.replaceAll('/', '..'), path }));
  const data = Object.fromEntries([...files].map(([path, text]) => [path.replaceAll('/', '..'), text]));
  await ensureOwn(place, builtInTypes.claim, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    // Workspaces show and mount only claims with this label.
    metadata: { ...metadata, labels: { ...metadata.labels, 'notebooks.kubeflow.org/can-mount': 'true' } },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '5Gi' } } },
  });
  await ensureOwn(place, builtInTypes.configMap, { apiVersion: 'v1', kind: 'ConfigMap', metadata, data });
  await ensureOwn(place, builtInTypes.job, {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata,
    spec: {
      backoffLimit: 3,
      template: {
        // A sidecar would keep the Job from ending.
        metadata: { labels: { ...metadata.labels, 'sidecar.istio.io/inject': 'false' } },
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          tolerations: tolerationsFor(accelerator),
          securityContext: {
            runAsNonRoot: true,
            runAsUser: user,
            runAsGroup: group,
            fsGroup: group,
            seccompProfile: { type: 'RuntimeDefault' },
          },
          containers: [
            {
              name: 'copy',
              image,
              command: ['/bin/sh', '-c', copyScript, 'copy', '/files', `/home/volume/${demoName}`],
              // As the IDE's: many volumes are made where their first pod runs, and the IDE must run there too.
              resources: resourcesFor(accelerator),
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
              volumeMounts: [
                { name: 'files', mountPath: '/files' },
                { name: 'home', mountPath: '/home/volume' },
              ],
            },
          ],
          volumes: [
            { name: 'files', configMap: { name: demoName, items } },
            { name: 'home', persistentVolumeClaim: { claimName: demoName } },
          ],
        },
      },
    },
  });
}

/** Why the files are not in the volume yet; undefined when they are. Throws `demoContent.filesNotCopied`. */
export async function reasonForVolume(place: DemoPlace): Promise<string | undefined> {
  const { client, namespace, signal } = place;
  const job = await client.get<KubernetesObject>(builtInTypes.job, { namespace, name: demoName }, { signal });
  const failed = job && conditionOf(job, 'Failed');
  if (failed?.status === 'True')
    throw new MlaError('demoContent.filesNotCopied', { namespace, reason: wordsOf(failed, 'its Job failed') });
  if (job && conditionOf(job, 'Complete')?.status === 'True') return undefined;
  const trouble = await troubleOfPods(place, { labelSelector: `batch.kubernetes.io/job-name=${demoName}` });
  return trouble ?? 'the files are being copied';
}
