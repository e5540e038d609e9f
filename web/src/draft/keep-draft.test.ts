import { describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { installationSchema, platformIds, type InstallationInput } from '../../../src/installation/installation.ts';
import { newDraft } from './draft.ts';
import { keptDraft, keptPart, ofThisVersion } from './keep-draft.ts';

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

/** As much of JSON Schema as the schema of an installation needs. */
interface Shape {
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly allOf?: readonly Shape[];
}

/** Paths of the fields that have no named fields of their own. */
function leavesOf({ properties, anyOf = [], oneOf = [], allOf = [] }: Shape, path = ''): string[] {
  const below = Object.entries(properties ?? {}).flatMap(([name, shape]) =>
    leavesOf(shape, path === '' ? name : `${path}.${name}`),
  );
  const choices = [...anyOf, ...oneOf, ...allOf]
    .flatMap((shape) => leavesOf(shape, path))
    .filter((leaf) => leaf !== path);
  const all = [...new Set([...below, ...choices])];
  return all.length === 0 ? [path] : all;
}

function put(into: Record<string, unknown>, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  let place = into;
  for (const key of keys) place = (place[key] ??= {}) as Record<string, unknown>;
  place[last] = value;
}

describe('what of a draft is kept for a reload', () => {
  test('is all that the form asks for', () => {
    for (const platform of ['ccp', 'existing', 'sandbox'] as const)
      expect(keptPart(newDraft(platform))).toEqual(newDraft(platform));
  });

  test('is each field that an installation can have', () => {
    const schema = z.toJSONSchema(installationSchema, { io: 'input', unrepresentable: 'any' }) as Shape;
    const [lost, fields] = [new Set<string>(), leavesOf(schema)];
    for (const platform of platformIds) {
      for (const path of fields) {
        if (platformIds.some((other) => other !== platform && path.includes(`.${other}.`))) continue;
        const draft: Record<string, unknown> = { spec: { cluster: { platform } } };
        if (path !== 'spec.cluster.platform') put(draft, path, 'kept');
        if (!JSON.stringify(keptPart(draft as unknown as InstallationInput)).includes('kept')) lost.add(path);
      }
    }
    expect(fields.length).toBeGreaterThan(40);
    expect([...lost]).toEqual(['spec.cluster.platform']);
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

describe('a draft that another version kept', () => {
  const typed = newDraft('ccp');
  typed.metadata.name = 'Typing Now';
  const old = (change: (draft: Record<string, never>) => void): InstallationInput => {
    const draft = structuredClone(typed) as unknown as Record<string, never>;
    change(draft);
    return draft as unknown as InstallationInput;
  };

  test('of this one is the same, with what is only half typed', () => {
    expect(ofThisVersion(typed)).toEqual(keptPart(typed));
    expect(ofThisVersion(typed).metadata.name).toBe('Typing Now');
    const clusterOnly = { ...typed, spec: { ...typed.spec, kubeflow: null } };
    expect(ofThisVersion(clusterOnly)).toEqual(keptPart(clusterOnly));
  });

  test.each<[string, (draft: Record<string, never>) => void]>([
    ['a part that is gone', (draft) => put(draft, 'spec.cluster.ccp', undefined)],
    ['a part that was a text', (draft) => put(draft, 'spec.cluster.ccp', 'large')],
    ['a list that was a text', (draft) => put(draft, 'spec.kubeflow.components', 7)],
    ['a group of workers that was a number', (draft) => put(draft, 'spec.cluster.ccp.workers', 3)],
    ['groups of workers of another form', (draft) => put(draft, 'spec.cluster.ccp.moreWorkers', ['gpu'])],
    ['a user that was a text', (draft) => put(draft, 'spec.kubeflow.user', 'ada@example.com')],
    ['no Kubeflow part', (draft) => put(draft, 'spec.kubeflow', undefined)],
    ['a field of tomorrow', (draft) => put(draft, 'spec.cluster.ccp.colour', 'red')],
  ])('with %s has the shape that the pages show', (_, change) => {
    const draft = ofThisVersion(old(change));
    expect(draft.metadata.name).toBe('Typing Now');
    const codes = installationSchema.safeParse(draft).error?.issues ?? [];
    // What a person has not filled in yet is missing in a new draft too; nothing else is.
    const missing = installationSchema.safeParse(keptPart(typed)).error?.issues ?? [];
    expect(codes.map(({ path }) => path.join('.'))).toEqual(missing.map(({ path }) => path.join('.')));
  });

  test('of a platform that is no more is none', () => {
    const storage = new Map<string, string>();
    vi.stubGlobal('sessionStorage', { getItem: (key: string) => storage.get(key) ?? null });
    storage.set('mlanywhere.draft', JSON.stringify(old((draft) => put(draft, 'spec.cluster.platform', 'vagrant'))));
    expect(keptDraft()).toBeUndefined();
    storage.set('mlanywhere.draft', JSON.stringify(old((draft) => put(draft, 'spec.cluster.ccp.workers', 'many'))));
    expect(keptDraft()).toEqual(keptPart(typed));
    vi.unstubAllGlobals();
  });
});
