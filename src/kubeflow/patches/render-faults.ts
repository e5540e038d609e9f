import { ResourceTypes } from '../plan/requirements/resource-types.ts';
import type { Release } from '../release/release.ts';
import { onEverywhere, type NamedPatch } from './named-patch.ts';
import { changeContainers, isObject, type ObjectPatch } from './object-patch.ts';

/** ClusterTrainingRuntimes and the ClusterStorageContainer, for example. Not switched: the object has one address only. */
export function strandedNamespace(release: Release): ObjectPatch {
  const types = new ResourceTypes(release.objects.flatMap((object) => object.serves ?? []));
  return {
    what: 'namespace removed',
    why: 'The kind is cluster-wide. Kustomize wrote a namespace into it, which the API server ignores and every later comparison trips over.',
    isFor: (key) => key.namespace !== undefined && !types.typeOf(key).namespaced,
    change: { metadata: ({ namespace, ...rest }) => (namespace === undefined ? undefined : rest) },
  };
}

const caInjectionAnnotation = 'cert-manager.io/inject-ca-from';

const unfilledCertificateName: ObjectPatch = {
  what: 'unfilled annotation removed',
  why:
    'JobSet is rendered without the step that fills in $(CERTIFICATE_NAMESPACE)/$(CERTIFICATE_NAME). JobSet fills its CA bundle itself; ' +
    'with the annotation, cert-manager would look for a certificate of that literal name again and again.',
  isFor: isObject({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    name: 'jobsets.jobset.x-k8s.io',
  }),
  change: {
    metadata: (metadata) => {
      const { [caInjectionAnnotation]: certificate, ...annotations } = metadata.annotations ?? {};
      return certificate?.includes('$(') === true ? { ...metadata, annotations } : undefined;
    },
  },
  missed: {
    component: 'trainer',
    complaint:
      'The JobSet definition no longer has the unfilled annotation that MLAnywhere removes: upstream seems to have fixed it.',
  },
};

/** 1.37.0 of September 2024; the init container only calls `tar`. */
const busybox = 'busybox:1.37.0';

const untaggedBusybox: ObjectPatch = {
  what: `image busybox pinned to ${busybox}`,
  why: 'Without a tag the newest image of the day is pulled, another one on each node and each time.',
  isFor: isObject({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'kubeflow', name: 'model-catalog-server' }),
  change: {
    object: (object) =>
      changeContainers(object, (container) =>
        container.image === 'busybox' ? { ...container, image: busybox } : container,
      ),
  },
  missed: {
    component: 'model-catalog',
    complaint: 'The model catalog no longer uses an untagged busybox image: upstream seems to have fixed it.',
  },
};

const staging = 'us-central1-docker.pkg.dev/k8s-staging-images/jobset/';
const released = 'registry.k8s.io/jobset/';

const vanishingJobSetImage: ObjectPatch = {
  what: 'JobSet image taken from the registry of releases',
  why: 'The release names a staging registry whose images are deleted after some weeks (kubernetes-sigs/jobset 1113).',
  isFor: isObject({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    namespace: 'kubeflow-system',
    name: 'jobset-controller-manager',
  }),
  change: {
    object: (object) =>
      changeContainers(object, (container) => {
        const { image } = container;
        return image?.startsWith(staging) === true
          ? { ...container, image: image.replace(staging, released) }
          : container;
      }),
  },
};

/** Parts of Kubeflow's releases that rendering leaves wrong. Each release lists those that it needs; docs/plan.md describes each. */
export const jobSetAnnotation: NamedPatch = named('jobset-annotation', unfilledCertificateName);
export const busyboxTag: NamedPatch = named('busybox-tag', untaggedBusybox);
export const jobSetImage: NamedPatch = named('jobset-image', vanishingJobSetImage);

function named(id: NamedPatch['id'], patch: ObjectPatch): NamedPatch {
  const { what, why } = patch;
  return {
    id,
    title: `${what[0]?.toUpperCase() ?? ''}${what.slice(1)}`,
    why,
    forCluster: false,
    preset: onEverywhere,
    changes: () => [patch],
  };
}
