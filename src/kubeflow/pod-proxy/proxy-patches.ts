import type { PodPart } from '../../installation/proxy/pod-parts.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import {
  changeContainers,
  type ContainerFields,
  type EnvironmentVariable,
  type ObjectPatch,
} from '../patches/object-patch.ts';
import { destinations, isPlace, type Destination } from './destinations.ts';
import { podDefaultName } from './pod-defaults.ts';
import { withVariables } from './proxy-variables.ts';

/** What of a release is sent differently, so that these parts use the proxy. */
export function proxyPatches(parts: readonly PodPart[], variables: readonly EnvironmentVariable[]): ObjectPatch[] {
  return destinations.filter(({ part }) => parts.includes(part)).map((one) => patchOf(one, variables));
}

function patchOf({ component, place, fetches }: Destination, variables: readonly EnvironmentVariable[]): ObjectPatch {
  return {
    what: place.at === 'notebook-form' ? `PodDefault ${podDefaultName} selected for new notebooks` : 'proxy variables',
    why: `It fetches ${fetches}.`,
    isFor: (key) => isPlace(place, key),
    change: { object: (object) => changeAt(place, object, variables) },
    missed: {
      component,
      complaint: `${component} fetches ${fetches}, and this release sets that up elsewhere than MLAnywhere knows. Look whether it reaches the internet.`,
    },
  };
}

function changeAt(
  place: Destination['place'],
  object: KubernetesObject,
  variables: readonly EnvironmentVariable[],
): KubernetesObject | undefined {
  const inContainer = (container: ContainerFields): ContainerFields => ({
    ...container,
    env: withVariables(container.env, variables),
  });
  switch (place.at) {
    case 'deployment':
      return changeContainers(object, (container) =>
        container.name === place.container ? inContainer(container) : container,
      );
    case 'storage-container': {
      const { container, ...spec } = object['spec'] as { readonly container: ContainerFields };
      return { ...object, spec: { ...spec, container: inContainer(container) } };
    }
    case 'training-runtime':
      return inJobs(object, inContainer);
    case 'notebook-form':
      return inForm(object);
  }
}

interface Runtime extends KubernetesObject {
  spec: { template: { spec: { replicatedJobs: { template: { spec: unknown } }[] } } };
}

/** Each job of a training runtime has a pod template of its own. */
function inJobs(
  object: KubernetesObject,
  change: (container: ContainerFields) => ContainerFields,
): KubernetesObject | undefined {
  const copy = structuredClone(object) as Runtime;
  for (const job of copy.spec.template.spec.replicatedJobs) {
    const changed = changeContainers({ ...object, spec: job.template.spec }, change);
    if (changed !== undefined) job.template.spec = changed['spec'];
  }
  return copy;
}

/** The setting with the comments around it, as both releases have it. A list that is not empty was chosen by somebody. */
const selected = /(\n +configurations:\n(?:(?: *| +#.*| +readOnly:.*)\n)* +value:) \[\]/;
const formFile = 'spawner_ui_config.yaml';

function inForm(object: KubernetesObject): KubernetesObject | undefined {
  const data = object['data'] as Readonly<Record<string, string>> | undefined;
  const text = data?.[formFile] ?? '';
  const changed = text.replace(selected, (_, before: string) => `${before} ["${podDefaultName}"]`);
  return changed === text ? undefined : { ...object, data: { ...data, [formFile]: changed } };
}
