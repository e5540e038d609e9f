import type { WorkloadName } from '../plan/controller-effects.ts';
import type { ReleaseKnowledge } from '../releases/release-knowledge.ts';

const issuer: WorkloadName = { kind: 'Deployment', namespace: 'sample-system', name: 'certificate-issuer' };
const workspaces: WorkloadName = { kind: 'Deployment', namespace: 'sample-system', name: 'workspace-controller' };

/** What the sample release's objects do not say. Its controllers are the sandbox's. */
export const sampleKnowledge: ReleaseKnowledge = {
  kubernetes: { lowest: '1.34', highest: '1.36' },
  patches: [],
  effects: {
    certificates: [{ group: 'sample.mlanywhere.dev', by: issuer }],
    namespaces: [
      {
        group: 'sample.mlanywhere.dev',
        kind: 'Workspace',
        by: workspaces,
        nameIn: 'namespace',
        labels: {},
        nameLabel: 'sample.mlanywhere.dev/workspace',
      },
    ],
    injections: [
      { annotation: 'sample.mlanywhere.dev/inject-ca-from', by: issuer, certificateGroup: 'sample.mlanywhere.dev' },
    ],
    spreadConfigMaps: {},
  },
  amd64Only: [],
};
