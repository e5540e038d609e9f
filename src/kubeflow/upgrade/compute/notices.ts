import { sayCount } from '../../../api/say-count.ts';
import type { UpgradePlan } from '../../../api/contract/upgrades.ts';
import { keyText, type KubernetesObject } from '../../../kubernetes/objects/object.ts';
import type { Item } from '../../plan/inventory.ts';
import type { Plan } from '../../plan/plan.ts';
import { hasOtherImages, imagesOf } from '../../ownership/versions.ts';
import { restarted, type Restarting } from './down-times.ts';
import type { HandOver } from './routes.ts';

interface Given extends Restarting {
  readonly down: UpgradePlan['down'];
  readonly handOvers: readonly HandOver[];
  readonly wanted: Plan;
}

/** What users notice, a sentence each. */
export function tellNotices(given: Given): string[] {
  const { down, handOvers, wanted } = given;
  const titles = new Map(wanted.components.map(({ name, title }) => [name, title]));
  const downNames = new Set(down.map(({ object }) => object));
  const rolling = restarted(given).filter(({ key }) => !downNames.has(keyText(key)));
  return [
    ...[...Map.groupBy(down, ({ component }) => component)].map(([component, programs]) => {
      const names = list(programs.map(({ object }) => nameIn(object)));
      return programs.length === 1
        ? `${titles.get(component) ?? component}: ${names} does not answer until it is ready again.`
        : `${titles.get(component) ?? component}: ${names} do not answer until they are ready again.`;
    }),
    ...(rolling.length === 0
      ? []
      : [
          `${sayCount(rolling.length, 'program')} of ${list([...new Set(rolling.map(({ component }) => titles.get(component) ?? component))])} restart${rolling.length === 1 ? 's' : ''}. The old pod answers until the new pod is ready.`,
        ]),
    ...handOvers.map(({ path }) => `${path} leads to another program from the moment when that program is ready.`),
    ...gateways(given, rolling),
    ...webhooks(given),
    ...sidecars(given),
    'Running notebooks, pipelines and model servers continue. Users, passwords and data stay.',
  ];
}

function nameIn(object: string): string {
  return object.slice(object.lastIndexOf('/') + 1);
}

function list(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join('') : `${texts.slice(0, -1).join(', ')} and ${texts.at(-1) ?? ''}`;
}

/** Programs that a Gateway of Istio selects: every connection of a user goes through them. */
function gateways({ inventory }: Given, rolling: readonly Item[]): string[] {
  const selectors = inventory.items
    .filter(({ key }) => key.kind === 'Gateway' && key.apiVersion.startsWith('networking.istio.io/'))
    .map(
      ({ object }) => (object['spec'] as { selector?: Readonly<Record<string, string>> } | undefined)?.selector ?? {},
    );
  const names = rolling.filter((item) => {
    const labels = inventory.workloadOf(item)?.template.labels ?? {};
    return selectors.some((selector) => Object.entries(selector).every(([label, value]) => labels[label] === value));
  });
  return names.length === 0
    ? []
    : [`Open connections through ${list(names.map(({ key }) => key.name))} end once, at the restart.`];
}

/** Fail-closed webhooks whose program is down: what they check is refused until it is back. */
function webhooks({ inventory, down }: Given): string[] {
  const downNames = new Set(down.map(({ object }) => object));
  const resources = inventory.webhooks
    .filter(
      ({ webhook }) =>
        webhook.failClosed && inventory.behind(webhook.service).some(({ key }) => downNames.has(keyText(key))),
    )
    .flatMap(({ webhook }) => webhook.rules.flatMap((rule) => rule.resources));
  const names = [...new Set(resources)].filter((name) => !name.includes('*')).toSorted();
  return names.length === 0
    ? []
    : [`Requests to create or change ${list(names)} can be refused while the program that checks them is down.`];
}

/** The image that a mesh injects comes from its control plane. Source: Istio, data plane upgrade. */
function sidecars({ changed, inventory }: Given): string[] {
  const meshes = changed.filter(({ planned, found: { object } }) => {
    const item = inventory.find(planned.key);
    return object !== undefined && item !== undefined && isMesh(object) && hasOtherImages(object, item.object);
  });
  return meshes.length === 0
    ? []
    : ['Pods with a sidecar, for example running notebooks, keep the old proxy until they restart.'];
}

function isMesh(object: KubernetesObject): boolean {
  return imagesOf(object).some((image) => /\/pilot[:@]/.test(image));
}
