import { expect, test } from 'vitest';
import { makePlan } from '../plan/make-plan.ts';
import { kubeflowVersions, loadTestRelease } from '../testing/releases.fixture.ts';

test.runIf(kubeflowVersions.length > 0).each(kubeflowVersions)(
  'self-registration is switched in the dashboard of %s, and its pods are replaced',
  async (version) => {
    const release = await loadTestRelease(version);
    const parts = (registration: 'open' | 'closed'): string[] => {
      const request = { release, components: ['dashboard'], installation: { name: 'demo' } };
      const { objects, notes } = makePlan({ ...request, parameters: { registration } });
      expect(notes.filter((note) => note.includes('self-registration'))).toEqual([]);
      return objects
        .filter(({ key, component }) => component === 'dashboard' && ['ConfigMap', 'Deployment'].includes(key.kind))
        .map(({ body }) => body);
    };
    const [open, closed] = [parts('open'), parts('closed')];
    const differ = open.filter((body) => !closed.includes(body));
    expect(differ.map((body) => /"kind":"(\w+)"/.exec(body)?.[1])).toContain('Deployment');
    expect(differ.join()).toMatch(/"REGISTRATION_FLOW(":|","value":)"true"/);
    expect(closed.join()).toMatch(/"REGISTRATION_FLOW(":|","value":)"false"/);
  },
);
