import { workloadsOf } from '../../planned.ts';
import { failed, passed, unknown, type Check, type CheckContext, type Finding } from '../../check.ts';
import { defaultClass } from './default-class.ts';

/** Provisioners without a CSIDriver that give directories which every user may write. Sources: their own documentation. */
const openToAll: ReadonlySet<string> = new Set([
  'rancher.io/local-path',
  'k8s.io/minikube-hostpath',
  'docker.io/hostpath',
  'microk8s.io/hostpath',
]);
/** Provisioners that leave the owner of a volume as the file server has it. */
const leavesOwner = /nfs|efs\.csi|glusterfs/i;

export const volumeOwnershipCheck: Check = {
  id: 'volume-ownership',
  title: 'Owner of the volumes',
  severity: 'warns',
  why: 'The databases run as their own users. On a volume that belongs to root they cannot write, and crash.',
  todo: 'Use a storage class whose CSI driver applies fsGroup, or test one with `mla preflight --probe`.',
  look: async ({ facts, plan }: CheckContext): Promise<Finding> => {
    const withGroup = workloadsOf(plan).filter(({ template }) =>
      (template.spec.volumes ?? []).some(({ persistentVolumeClaim }) => persistentVolumeClaim !== undefined),
    );
    if (withGroup.length === 0) return passed('Nothing in this selection writes to a volume.');
    const [used] = defaultClass(await facts.storageClasses());
    if (used === undefined)
      return unknown(
        'There is no default storage class, so the owner of volumes is unknown.',
        'Choose a default storage class first.',
      );
    const { provisioner = '' } = used;
    const driver = (await facts.csiDrivers()).find(({ metadata }) => metadata.name === provisioner);
    const policy = driver?.spec?.fsGroupPolicy;
    const fix =
      'Use another storage class as the default, for example of block storage. To try this one: `mla preflight --probe`.';
    if (policy === 'None')
      return failed(
        `The CSI driver ${provisioner} of the default storage class does not apply fsGroup (fsGroupPolicy: None).`,
        fix,
      );
    if (leavesOwner.test(provisioner))
      return failed(
        `${provisioner} serves files of a file server, which decides who owns them. It does not apply fsGroup.`,
        fix,
      );
    if (policy !== undefined)
      return passed(`The CSI driver ${provisioner} applies fsGroup (fsGroupPolicy: ${policy}).`);
    if (openToAll.has(provisioner)) return passed(`${provisioner} gives volumes that every user may write.`);
    return unknown(
      `Whether ${provisioner} applies fsGroup is not known: the cluster has no CSIDriver of this name.`,
      'Try it with `mla preflight --probe`.',
    );
  },
};
