import type { ErrorDefinition } from '../definition.ts';

export const preflightErrors = {
  'preflight.clusterUnfit': {
    code: 'MLA-PREFLIGHT-001',
    kind: 'invalid',
    message: 'The cluster does not meet the requirements of this installation: {checks}.',
    cause: '{count} of the checks that run before the installation failed. Nothing was sent to the cluster.',
    fix: '{fix}',
  },
  'preflight.kubernetesTooOld': {
    code: 'MLA-PREFLIGHT-002',
    kind: 'invalid',
    message: 'The image {image} creates a cluster with Kubernetes {ordered}, but {release} needs {lowest} or newer.',
    cause: '{because} No cluster was ordered.',
    fix: 'Choose an image with Kubernetes {lowest} or newer, if available. Otherwise create the cluster without Kubeflow (`kubeflow: null`), or install on another cluster with the platform `existing`.',
  },
  'preflight.overrideImpossible': {
    code: 'MLA-PREFLIGHT-003',
    kind: 'invalid',
    message: 'The preflight check {check} cannot be overridden.',
    cause: '{because}',
    fix: 'Remove {check} from spec.kubeflow.overrides. These checks can be overridden: {checks}.',
  },
  'preflight.machineTooSmall': {
    code: 'MLA-PREFLIGHT-004',
    kind: 'invalid',
    message: '{owner} has {found}, and the chosen components declare that they need {needed}.',
    cause: 'All nodes of the cluster share what {owner} has, so some pods would never start. No cluster was created.',
    fix: 'Choose fewer components, for example `components: light`. Or give {owner} more memory and CPUs.',
  },
} as const satisfies Record<`preflight.${string}`, ErrorDefinition>;
