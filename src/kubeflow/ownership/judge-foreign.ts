import { sayCount } from '../../api/say-count.ts';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { isCredentialSecret } from '../credentials/credential-places.ts';
import { meshEffects } from './mesh-effects.ts';
import { sayObject } from './say-object.ts';
import type { Found } from './survey.ts';
import { systemOf } from './system.ts';
import { imagesOf, markedVersion, tagOf } from './versions.ts';
import type { OwnershipCase, Refusal, Taken } from './verdict.ts';

/** Software of somebody else that the plan would change. */
interface ForeignSystem {
  /** Its word in `spec.kubeflow.takeOver`. */
  readonly word: string;
  readonly title: string;
  readonly found: readonly Found[];
}

/** What belongs to no installation of MLAnywhere: refused, unless the installation says that it may be taken over. */
export function judgeForeign(given: OwnershipCase): { refusals: Refusal[]; taken: Taken[] } {
  const { plan, takeOver } = given;
  const words = new Set(plan.components.map(({ name }) => systemOf(name)));
  const refusals: Refusal[] = unknownWords(takeOver, words);
  const taken: Taken[] = [];
  for (const system of foreignSystems(given)) {
    const fixed = system.found.filter(hasOtherSelector);
    if (fixed.length === 0 && takeOver.includes(system.word))
      taken.push({ word: system.word, what: describe(system), objects: namesOf(system.found) });
    else refusals.push(fixed.length === 0 ? refuse(given, system) : refuseFixed(given, { system, fixed }));
  }
  return { refusals, taken };
}

function foreignSystems({ plan, survey }: OwnershipCase): ForeignSystem[] {
  const bySystem = Map.groupBy(survey.found, ({ planned }) => systemOf(planned.component));
  return [...bySystem].flatMap(([word, all]) => {
    const isOurs = all.some(({ owner }) => owner.kind === 'installation');
    // Controllers make again what somebody deleted, without our labels: in software of ours that is no other owner.
    const found = all.filter(
      (one) => (one.owner.kind === 'tool' || (one.owner.kind === 'program' && !isOurs)) && !isShared(one),
    );
    if (found.length === 0) return [];
    return [{ word, title: plan.components.find(({ name }) => name === word)?.title ?? word, found }];
  });
}

/** A namespace can be made beforehand, and so can a Secret with a password: its values are taken as they are. */
function isShared({ planned: { key } }: Found): boolean {
  return key.kind === 'Namespace' || isCredentialSecret(key);
}

/** A selector cannot be changed: such an object can be replaced only after its owner has deleted it. Source: Kubernetes, apps/v1. */
function hasOtherSelector({ planned, object }: Found): boolean {
  const selector = (of: KubernetesObject): unknown => (of['spec'] as { selector?: unknown } | undefined)?.selector;
  if (object === undefined || !['Deployment', 'StatefulSet', 'DaemonSet'].includes(planned.key.kind)) return false;
  return sorted(selector(object)) !== sorted(selector(JSON.parse(planned.body) as KubernetesObject));
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_, field: unknown) =>
    field !== null && typeof field === 'object' && !Array.isArray(field)
      ? Object.fromEntries(Object.entries(field).sort(([one], [other]) => (one < other ? -1 : 1)))
      : field,
  );
}

function refuse(given: OwnershipCase, system: ForeignSystem): Refusal {
  return {
    question: 'foreign-owners',
    evidence: `${describe(system)} is in the cluster already${brings(given, system)}. ${effects(given, system)}`,
    fix: `Use another cluster. If MLAnywhere may replace it and nothing else depends on it, say so: --take-over ${system.word}, or takeOver: [${system.word}] in spec.kubeflow.`,
    field: 'spec.kubeflow.takeOver',
  };
}

function refuseFixed(
  given: OwnershipCase,
  { system, fixed }: { system: ForeignSystem; fixed: readonly Found[] },
): Refusal {
  return {
    question: 'foreign-owners',
    evidence: `${describe(system)} is in the cluster already${brings(given, system)}. MLAnywhere cannot take it over: Kubernetes does not allow to change the selector of ${list(namesOf(fixed))}. ${effects(given, system)}`,
    fix: 'Use another cluster, or uninstall this software first with the tool that installed it.',
  };
}

/** For example `Istio 1.26.3 of Helm release company-istiod`. */
function describe({ title, found }: ForeignSystem): string {
  const owners = [...new Set(found.map(({ owner }) => owner.name))];
  const version = versionOf(found);
  return `${title}${version === undefined ? '' : ` ${version}`} of ${list(owners, 3)}`;
}

function brings({ plan }: OwnershipCase, { word }: ForeignSystem): string {
  const own = plan.objects.filter(
    ({ component, key }) =>
      systemOf(component) === word && (key.kind === 'Deployment' || key.kind === 'CustomResourceDefinition'),
  );
  const objects = own
    .filter(({ key }) => key.kind === 'Deployment')
    .map(({ body }) => JSON.parse(body) as KubernetesObject);
  const version = objects
    .map((object) => tagOf(imagesOf(object)[0]) ?? markedVersion(object.metadata))
    .find((text) => text !== undefined);
  return version === undefined ? '' : `; this release brings ${version}`;
}

function effects({ plan, survey }: OwnershipCase, { word, found }: ForeignSystem): string {
  const changed = `The install would change ${sayCount(found.length, 'object')} of it: ${list(namesOf(found))}.`;
  return [changed, ...(word === 'istio' ? meshEffects(plan, survey) : [])].join(' ');
}

/** What its programs run, else what its objects are marked with. */
function versionOf(found: readonly Found[]): string | undefined {
  const programs = found.flatMap(({ object, planned }) =>
    object === undefined || planned.key.kind === 'CustomResourceDefinition' ? [] : object,
  );
  const tags = programs.map((object) => tagOf(imagesOf(object)[0]));
  return [...tags, ...found.map(({ metadata }) => markedVersion(metadata))].find((text) => text !== undefined);
}

function unknownWords(takeOver: readonly string[], words: ReadonlySet<string>): Refusal[] {
  const unknown = takeOver.filter((word) => !words.has(word) && !word.startsWith('installation:'));
  if (unknown.length === 0) return [];
  return [
    {
      question: 'foreign-owners',
      evidence: `takeOver names ${unknown.join(', ')}, which this plan does not have.`,
      fix: `Write one of: ${[...words].join(', ')}, or installation:NAME.`,
      field: 'spec.kubeflow.takeOver',
    },
  ];
}

function namesOf(found: readonly Found[]): string[] {
  return found.map(({ planned }) => sayObject(planned.key));
}

function list(texts: readonly string[], most = 5): string {
  return `${texts.slice(0, most).join(', ')}${texts.length > most ? ` and ${texts.length - most} more` : ''}`;
}
