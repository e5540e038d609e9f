import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { matching } from '../../kubernetes/testing/matching.fixture.ts';
import { releaseOf } from '../testing/releases.fixture.ts';
import { makePlan } from '../plan/make-plan.ts';
import { judgeDefinitions } from './judge-definitions.ts';
import { surveyCluster } from './survey.ts';
import { clusterOf } from './testing/cluster-of.fixture.ts';
import type { Verdict } from './verdict.ts';
import { hangSignal } from '../../../test/patience.fixture.ts';

interface Kind {
  /** Of the software, as a label. */
  readonly version?: string;
  /** Versions that are served, with the names of their fields. */
  readonly serves: Readonly<Record<string, readonly string[]>>;
  readonly stored?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
}

const kind = ({ version, serves, stored, labels = {} }: Kind): KubernetesObject => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: {
    name: 'things.example.com',
    labels: { ...labels, ...(version === undefined ? {} : { 'app.kubernetes.io/version': version }) },
  },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { kind: 'Thing', plural: 'things' },
    versions: Object.entries(serves).map(([name, fields], index) => ({
      name,
      served: true,
      storage: index === 0,
      schema: {
        openAPIV3Schema: {
          type: 'object',
          properties: Object.fromEntries(fields.map((field) => [field, { type: 'string' }])),
        },
      },
    })),
  },
  ...(stored === undefined ? {} : { status: { storedVersions: stored } }),
});

/** What becomes of a definition that is there, when a release brings another one of the same kind. */
async function judge(there: Kind, planned: Kind): Promise<Pick<Verdict, 'kept' | 'refusals'>> {
  const plan = makePlan({
    release: releaseOf(JSON.stringify(kind(planned))),
    components: 'all',
    installation: { name: 'demo' },
    parameters: {},
  });
  await using cluster = await clusterOf([kind(there)]);
  const survey = await surveyCluster({ client: cluster.client, plan, signal: hangSignal() });
  return judgeDefinitions({ plan, installation: 'demo', takeOver: [], survey });
}

test('a newer definition stays as it is, where it serves what the release needs', async () => {
  expect(
    await judge({ version: 'v1.21.1', serves: { v1: ['a', 'b'] } }, { version: 'v1.20.2', serves: { v1: ['a'] } }),
  ).toEqual({ kept: [{ position: 0, because: 'v1.21.1 here, v1.20.2 in this release' }], refusals: [] });
});

test('a newer definition that no longer serves what the release needs is refused, and not replaced by the older one', async () => {
  const { kept, refusals } = await judge(
    { version: 'v2.0.0', serves: { v2: ['a'] } },
    { version: 'v1.0.0', serves: { v1: ['a'] } },
  );
  expect(kept).toEqual([]);
  expect(refusals).toMatchObject([
    { question: 'newer-definitions', evidence: matching(/things\.example\.com is newer .* does not serve v1/) },
  ]);
});

test('a definition that is not older and not newer is another owner’s to replace, and ours to change', async () => {
  const [there, planned] = [{ serves: { v1: ['theirs'] } }, { serves: { v1: ['ours'] } }];
  expect((await judge(there, planned)).refusals).toMatchObject([
    { question: 'newer-definitions', evidence: matching(/accepts v1\.theirs, which this release's lacks/) },
  ]);
  const ours = { ...there, labels: { 'mlanywhere.dev/installation': 'demo' } };
  expect(await judge(ours, planned)).toEqual({ kept: [], refusals: [] });
});

test('no version is lost that objects are stored as', async () => {
  const planned = { version: 'v2.0.0', serves: { v1: ['a'] } };
  expect(
    (await judge({ version: 'v1.0.0', serves: { v1: ['a'] }, stored: ['v1alpha1', 'v1'] }, planned)).refusals,
  ).toMatchObject([{ evidence: matching(/has objects stored as v1alpha1/) }]);
  expect(await judge({ version: 'v1.0.0', serves: { v1: ['a'] }, stored: ['v1'] }, planned)).toEqual({
    kept: [],
    refusals: [],
  });
});
