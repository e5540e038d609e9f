import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { changeContainers, type ObjectPatch } from '../patches/object-patch.ts';

/** Whether people without a Profile may make one in the dashboard. */
export type Registration = 'closed' | 'open';

const field = 'REGISTRATION_FLOW';
/** Where newer releases have it; kustomize adds a hash of the content to the name. */
const parameters = /^dashboard-parameters(-[a-z0-9]{10})?$/;
/** Older releases have it in the pod template. */
const deployment = 'centraldashboard';

/** The patch that switches self-registration in the dashboard. */
export function registrationPatch(registration: Registration): ObjectPatch {
  const value = String(registration === 'open');
  return {
    what: `self-registration ${registration}`,
    why: 'The installation says so.',
    isFor: ({ kind, namespace, name }) =>
      namespace === 'kubeflow' &&
      ((kind === 'ConfigMap' && parameters.test(name)) || (kind === 'Deployment' && name === deployment)),
    change: { object: (object) => (object.kind === 'ConfigMap' ? inData(object, value) : inVariables(object, value)) },
    missed: {
      component: 'dashboard',
      complaint:
        'The dashboard’s switch for self-registration is not where MLAnywhere knows it. Look who may make a profile.',
    },
  };
}

function inData(object: KubernetesObject, value: string): KubernetesObject | undefined {
  const data = (object['data'] ?? {}) as Record<string, string>;
  return field in data ? { ...object, data: { ...data, [field]: value } } : undefined;
}

function inVariables(object: KubernetesObject, value: string): KubernetesObject | undefined {
  if (!JSON.stringify(object).includes(`"name":"${field}"`)) return undefined;
  const changed = changeContainers(object, (container) => {
    const { env = [] } = container;
    if (!env.some(({ name }) => name === field)) return container;
    return { ...container, env: env.map((one) => (one.name === field ? { ...one, value } : one)) };
  });
  // It may have the value already.
  return changed ?? object;
}
