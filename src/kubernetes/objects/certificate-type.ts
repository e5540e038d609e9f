import type { ResourceType } from './object.ts';

/** cert-manager’s Certificate. */
export const certificateType: ResourceType = {
  group: 'cert-manager.io',
  version: 'v1',
  kind: 'Certificate',
  plural: 'certificates',
  namespaced: true,
};
