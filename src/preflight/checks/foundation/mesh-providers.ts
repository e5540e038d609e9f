import {
  meshConfigKey,
  meshText,
  providersIn,
  withProviders,
  type ExtensionProvider,
} from '../../../kubeflow/plan/foundation/mesh-config.ts';
import type { PlannedFoundation } from '../../../kubeflow/plan/plan.ts';
import { builtInTypes } from '../../../kubernetes/objects/built-in-types.ts';
import type { ClusterFacts } from '../../cluster-facts.ts';
import { nameInRevision, type IstioRevisions } from './istio-revisions.ts';

/** What mesh configs lack of the extension providers that the plan needs, and what could not be told. */
export interface ProviderLook {
  readonly lacks: readonly { readonly evidence: string; readonly fix: string }[];
  readonly untold: readonly string[];
}

/** Looks at the mesh config of each revision that Kubeflow meets. */
export async function findProviders(
  { providers, title }: Pick<PlannedFoundation, 'providers' | 'title'>,
  facts: ClusterFacts,
  revisions: IstioRevisions | undefined,
): Promise<ProviderLook> {
  if (providers.length === 0) return { lacks: [], untold: [] };
  const names = revisions === undefined || revisions.names.length === 0 ? [undefined] : revisions.names;
  const looks = await Promise.all(names.map((revision) => lookAt({ providers, title }, facts, revision)));
  return { lacks: looks.flatMap(({ lacks }) => lacks), untold: looks.flatMap(({ untold }) => untold) };
}

async function lookAt(
  { providers, title }: Pick<PlannedFoundation, 'providers' | 'title'>,
  facts: ClusterFacts,
  revision: string | undefined,
): Promise<ProviderLook> {
  const key = { ...meshConfigKey, name: nameInRevision(meshConfigKey.name, revision) };
  const configMap = await facts.object(builtInTypes.configMap, key);
  const place = `ConfigMap ${key.namespace}/${key.name}`;
  const wanted = providers.map(({ name }) => name).join(', ');
  if (configMap === undefined)
    return {
      lacks: [],
      untold: [
        `${place} does not exist, so the mesh config is not known. It must have the extension provider ${wanted}.`,
      ],
    };
  const mesh = meshText(configMap);
  try {
    const there = new Map(providersIn(mesh).map((one) => [one.name, serviceOf(one)]));
    if (providers.every((one) => there.get(one.name) === serviceOf(one))) return { lacks: [], untold: [] };
    const patch = JSON.stringify({ data: { mesh: withProviders(mesh, providers) } });
    return {
      lacks: [
        {
          evidence: `The mesh config of ${title} (${place}) does not have the extension provider ${wanted}, which asks the login of Kubeflow.`,
          fix: `Add it with the tool that installed ${title}, or run: \`kubectl patch configmap ${key.name} --namespace ${key.namespace} --type merge --patch '${patch.replaceAll("'", String.raw`'\''`)}'\``,
        },
      ],
      untold: [],
    };
  } catch {
    return { lacks: [], untold: [`The mesh config in ${place} is no YAML.`] };
  }
}

/** Where a provider sends its questions. */
function serviceOf(provider: ExtensionProvider): string {
  const { service, port } = (provider['envoyExtAuthzHttp'] ?? {}) as { service?: string; port?: number };
  return `${service ?? ''}:${port ?? ''}`;
}
