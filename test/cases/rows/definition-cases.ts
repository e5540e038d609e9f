import type { Case, FoundCluster } from '../case.fixture.ts';
import { eventually } from '../../patience.fixture.ts';

const things =
  'group: $case.example.org, scope: Namespaced, names: {kind: Thing, listKind: ThingList, plural: things, singular: thing}';
const schema = 'schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}';
const definition = (versions: string, more = ''): string => `
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: things.$case.example.org}
spec: {${things}, versions: [${versions}]${more}}
---`;
const version = (name: string, storage: boolean): string =>
  `{name: ${name}, served: true, storage: ${String(storage)}, ${schema}}`;
const thing = (apiVersion: string): string => `
apiVersion: $case.example.org/${apiVersion}
kind: Thing
metadata: {name: one, namespace: default}
---`;
const goneWebhook =
  '{strategy: Webhook, webhook: {conversionReviewVersions: [v1], clientConfig: {service: {namespace: $case, name: gone, path: /convert}}}}';

const definitions = {
  group: 'apiextensions.k8s.io',
  version: 'v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
  namespaced: false,
};

async function turnConversionOn({ client, name }: FoundCluster): Promise<void> {
  const service = { namespace: name, name: 'gone', path: '/convert' };
  await client.mergePatch(
    definitions,
    { name: `things.${name}.example.org` },
    {
      spec: {
        conversion: { strategy: 'Webhook', webhook: { conversionReviewVersions: ['v1'], clientConfig: { service } } },
      },
    },
  );
  const things = { group: `${name}.example.org`, version: 'v1', kind: 'Thing', plural: 'things', namespaced: true };
  await eventually(() =>
    client.list(things).then(
      () => false,
      () => true,
    ),
  );
}

/** The API server lists every kind now and then, and a dead conversion makes it wait. */
function turnConversionOff({ client, name }: FoundCluster): Promise<unknown> {
  return client.mergePatch(
    definitions,
    { name: `things.${name}.example.org` },
    { spec: { conversion: { strategy: 'None', webhook: null } } },
  );
}

/** A definition that stayed from something else, or from an older release. */
export const definitionCases: readonly Case[] = [
  {
    name: 'kind-is-served-in-an-older-version-only',
    before: definition(version('v1alpha2', true)),
    release: definition(`${version('v1', true)}, ${version('v1alpha2', false)}`) + thing('v1'),
    install: { ends: 'ready' },
  },
  {
    name: 'objects-are-stored-in-a-version-that-the-release-lacks',
    before: definition(version('v1alpha2', true)),
    release: definition(version('v1', true)) + thing('v1'),
    checks: { 'newer-definitions': ['failed', /things\.objects-are-stored\S* .*v1alpha2/] },
    install: {
      ends: 'refused',
      code: 'MLA-KUBEFLOW-017',
      words: /v1alpha2/,
      never: /RBAC|older or newer version/,
    },
  },
  {
    name: 'kind-cannot-be-listed-because-its-conversion-webhook-is-gone',
    before: definition(`${version('v1', false)}, ${version('v1alpha1', true)}`) + thing('v1alpha1'),
    steps: turnConversionOn,
    after: turnConversionOff,
    release: definition(`${version('v1', true)}, ${version('v1alpha1', false)}`) + thing('v1').replace('one', 'two'),
    checks: {
      'webhooks-alive': ['failed', /things\.kind-cannot-be-listed.*kubectl patch crd things\.kind-cannot-be-listed/],
    },
    install: { ends: 'ready' },
  },
  {
    name: 'conversion-webhook-stands-against-a-definition-without-one',
    before: definition(`${version('v1', true)}, ${version('v1alpha1', false)}`, `, conversion: ${goneWebhook}`),
    release: definition(`${version('v1', true)}, ${version('v1alpha1', false)}`, ', conversion: {strategy: None}'),
    after: turnConversionOff,
    checks: {
      'definition-conversions': ['failed', /things\.conversion-webhook.*kubectl patch crd things\.conversion-webhook/],
      'webhooks-alive': ['failed', /things\.conversion-webhook/],
    },
    install: {
      ends: 'refused',
      code: 'MLA-KUBERNETES-042',
      words: /kubectl patch crd things\.conversion-webhook/,
      never: /versions of Kubernetes and Kubeflow/,
    },
  },
];
