import { sayCount } from '../../api/say-count.ts';
import { parseMebibytes } from '../../kubernetes/objects/quantity.ts';
import { failed, passed, warning, type Check, type CheckContext, type Finding } from '../check.ts';
import { defaultClass } from './storage/default-class.ts';
import type { StorageClass } from '../cluster-facts.ts';
import { claimsOf, type PlannedClaim } from '../planned.ts';

const byHand = 'kubernetes.io/no-provisioner';

export const storageCheck: Check = {
  id: 'storage-classes',
  title: 'Default storage class',
  severity: 'warns',
  why: 'The databases claim storage without naming a class. Without a default class they wait forever.',
  todo: 'Install a storage provisioner, and mark one storage class as the default.',
  look: async ({ facts, plan }: CheckContext): Promise<Finding> => {
    const all = claimsOf(plan);
    if (all.length === 0) return passed('Nothing in this selection claims storage.');
    const [classes, bound] = [
      await facts.storageClasses(),
      new Set(
        (await facts.claims())
          .filter(({ status }) => status?.phase === 'Bound')
          .map(({ metadata }) => `${metadata.namespace ?? ''}/${metadata.name}`),
      ),
    ];
    const open = all.filter(({ namespace, name }) => !bound.has(`${namespace}/${name}`));
    if (open.length === 0) return passed(`All ${sayCount(all.length, 'claim')} have a volume already.`);
    const missing = [
      ...new Set(
        open.flatMap(({ storageClass = '' }) =>
          storageClass === '' || classes.some(({ metadata }) => metadata.name === storageClass) ? [] : storageClass,
        ),
      ),
    ];
    if (missing.length > 0)
      return failed(
        `Storage classes that claims name and the cluster does not have: ${missing.join(', ')}.`,
        'Create them. `kubectl get storageclass` lists the existing classes.',
      );
    const unnamed = open.filter(({ storageClass }) => storageClass === undefined);
    return unnamed.length === 0
      ? passed('Every claim names an existing storage class.')
      : judgeDefault(unnamed, classes, { facts });
  },
};

async function judgeDefault(
  claims: readonly PlannedClaim[],
  classes: readonly StorageClass[],
  { facts }: Pick<CheckContext, 'facts'>,
): Promise<Finding> {
  const count = claims.reduce((sum, { times }) => sum + times, 0);
  const gibibytes = Math.round(
    claims.reduce((sum, { times, storage }) => sum + times * parseMebibytes(storage), 0) / 1024,
  );
  const [used, ...others] = defaultClass(classes);
  if (used === undefined) {
    const there = classes.length === 0 ? 'The cluster has no storage class' : 'No storage class is the default';
    const fix =
      classes.length === 0
        ? 'Install a storage provisioner with a StorageClass, then mark it: `kubectl annotate storageclass NAME storageclass.kubernetes.io/is-default-class=true`'
        : 'Mark one: `kubectl annotate storageclass NAME storageclass.kubernetes.io/is-default-class=true`';
    return failed(
      `${there}, and ${sayCount(count, 'claim')} (${gibibytes} GiB) ${count === 1 ? 'needs' : 'need'} one.`,
      fix,
    );
  }
  const { name } = used.metadata;
  if (used.provisioner === byHand) {
    const free = (await facts.volumes()).filter(
      ({ spec, status }) => status?.phase === 'Available' && spec?.storageClassName === name,
    ).length;
    if (free < count)
      return failed(
        `The default storage class ${name} does not create volumes automatically, and only ${free} of the ${count} needed volumes exist.`,
        `Create ${count - free} more PersistentVolumes of this class, or mark a class with a provisioner as the default.`,
      );
  }
  if (others.length > 0)
    return warning(
      `${others.length + 1} storage classes are the default: ${[used, ...others].map(({ metadata }) => metadata.name).join(', ')}. The API server uses the newest, ${name}.`,
      'Mark only one of them as default.',
    );
  return passed(
    `${name} serves ${sayCount(count, 'claim')} of ${gibibytes} GiB in all${used.volumeBindingMode === 'WaitForFirstConsumer' ? ', each when its first pod comes' : ''}.`,
  );
}
