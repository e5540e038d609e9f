import type { KubernetesObject } from '../../src/kubernetes/objects/object.ts';
import { defaultStorageClass, volumeProvisioner } from '../first-objects.ts';
import type { SimulatedController, SimulationTools } from '../simulation/controller.ts';
import { ensureObject } from '../simulation/ensure-object.ts';
import { watchedKinds } from '../simulation/kinds.ts';
import { objectName } from '../simulation/world.ts';

interface Claim extends KubernetesObject {
  spec: {
    storageClassName?: string;
    volumeName?: string;
    accessModes?: string[];
    volumeMode?: string;
    resources?: { requests?: { storage?: string } };
  };
}

interface Volume extends KubernetesObject {
  spec: { storageClassName?: string; persistentVolumeReclaimPolicy?: string };
  status?: { phase?: string };
}

/** In place of a CSI provisioner for the default class: a volume for each claim (binding is Kubernetes' own), and its removal after. */
export function simulateVolumes({ client }: SimulationTools): SimulatedController {
  return {
    name: 'volumes',
    standsFor: 'the provisioner of the default storage class: volumes that hold nothing',
    inputs: ['claims', 'volumes'],
    *pending(world) {
      for (const claim of world.all('claims') as Iterable<Claim>) {
        const { storageClassName, volumeName } = claim.spec;
        if (
          storageClassName !== defaultStorageClass ||
          (volumeName ?? '') !== '' ||
          claim.metadata.deletionTimestamp !== undefined
        )
          continue;
        const volume = volumeFor(claim);
        if (world.get('volumes', volume.metadata.name) !== undefined) continue;
        yield {
          id: `make ${volume.metadata.name}`,
          object: objectName(claim),
          act: () => ensureObject(client, watchedKinds.volumes.type, volume),
        };
      }
      for (const volume of world.all('volumes') as Iterable<Volume>) {
        if (volume.spec.storageClassName !== defaultStorageClass || volume.status?.phase !== 'Released') continue;
        if (volume.spec.persistentVolumeReclaimPolicy !== 'Delete') continue;
        const { name } = volume.metadata;
        yield {
          id: `remove ${name}`,
          object: name,
          act: async () => {
            await client.delete(watchedKinds.volumes.type, { name });
          },
        };
      }
    },
  };
}

function volumeFor(claim: Claim): KubernetesObject {
  const { name, namespace, uid = '' } = claim.metadata;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `pvc-${uid}`, annotations: { 'pv.kubernetes.io/provisioned-by': volumeProvisioner } },
    spec: {
      capacity: { storage: claim.spec.resources?.requests?.storage ?? '1Gi' },
      accessModes: claim.spec.accessModes ?? ['ReadWriteOnce'],
      volumeMode: claim.spec.volumeMode ?? 'Filesystem',
      storageClassName: defaultStorageClass,
      persistentVolumeReclaimPolicy: 'Delete',
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid },
      hostPath: { path: `/simulated/${uid}` },
    },
  };
}
