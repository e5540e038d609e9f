import type { StorageClass } from '../../cluster-facts.ts';

/** Both marks count for the API server. Source: kubernetes/kubernetes pkg/volume/util/storageclass.go. */
const defaultMarks = [
  'storageclass.kubernetes.io/is-default-class',
  'storageclass.beta.kubernetes.io/is-default-class',
];

/** The classes that are marked as the default, in the order in which the API server chooses among them: the newest, then by name. */
export function defaultClass(classes: readonly StorageClass[]): StorageClass[] {
  return classes
    .filter(({ metadata }) => defaultMarks.some((mark) => metadata.annotations?.[mark] === 'true'))
    .toSorted(
      (one, other) =>
        (other.metadata.creationTimestamp ?? '').localeCompare(one.metadata.creationTimestamp ?? '') ||
        one.metadata.name.localeCompare(other.metadata.name),
    );
}
