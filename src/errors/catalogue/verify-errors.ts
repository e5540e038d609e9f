import type { ErrorDefinition } from '../definition.ts';

export const verifyErrors = {
  'verify.profileIncomplete': {
    code: 'MLA-VERIFY-001',
    kind: 'unavailable',
    message: 'The Profile {profile} is not ready: {missing}.',
    cause: 'The profile controller is still working, or cannot make what belongs to the Profile.',
    fix: 'Run `kubectl describe profile {profile}`, and read `kubectl logs -n kubeflow deployment/profiles-deployment -c manager`.',
  },
} as const satisfies Record<`verify.${string}`, ErrorDefinition>;
