import { describe, expect, test } from 'vitest';
import type { InstallationInput } from '../../../src/installation/installation.ts';
import { newDraft } from './draft.ts';
import { keptPart } from './keep-draft.ts';

/** The draft with something in places where nothing secret should be, and one day is. */
function draftWith(part: object, proxy?: object): InstallationInput {
  const draft = newDraft('ccp');
  return {
    ...draft,
    spec: {
      ...draft.spec,
      ...(proxy !== undefined && { proxy }),
      kubeflow: { ...draft.spec.kubeflow, user: { email: 'me@example.com', ...part } },
    },
  };
}

describe('what of a draft is kept for a reload', () => {
  test('is all that the form asks for', () => {
    for (const platform of ['ccp', 'existing', 'sandbox'] as const)
      expect(keptPart(newDraft(platform))).toEqual(newDraft(platform));
  });

  test('is each group of workers that was added', () => {
    const draft = newDraft('ccp');
    if (draft.spec.cluster.platform === 'ccp')
      draft.spec.cluster.ccp.moreWorkers = [
        { name: 'gpu', count: 2, vcpus: 8, memoryGiB: 64, gpu: { type: 'nvidia-tesla-t4', count: 1 } },
      ];
    expect(keptPart(draft)).toEqual(draft);
  });

  test('is nothing that is not on the list, so that a field of tomorrow is not kept by accident', () => {
    expect(JSON.stringify(keptPart(draftWith({ password: 'canary' })))).not.toContain('canary');
    expect(keptPart({ ...newDraft('ccp'), password: 'canary' } as InstallationInput)).toEqual(newDraft('ccp'));
  });

  test('is an address of a proxy without user and password', () => {
    const kept = JSON.stringify(
      keptPart(
        draftWith(
          {},
          { http: 'http://me:canary@proxy.example.com:3128', https: 'http://me:canary@proxy.example.com:3128' },
        ),
      ),
    );
    expect(kept).not.toContain('canary');
    expect(kept).toContain('proxy.example.com:3128');
  });

  test('is not a private key that was pasted by mistake', () => {
    const draft = newDraft('ccp');
    if (draft.spec.cluster.platform === 'ccp')
      draft.spec.cluster.ccp.sshKey = '-----BEGIN OPENSSH PRIVATE KEY-----canary';
    expect(JSON.stringify(keptPart(draft))).not.toContain('canary');
  });
});
