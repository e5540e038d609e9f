import { toMlaError, type MlaError } from '../../errors/error.ts';
import type { ErrorKey } from '../../errors/registry.ts';
import type { DryRunResult, KubernetesClient } from '../../kubernetes/client.ts';
import type { ResourceType } from '../../kubernetes/objects/object.ts';
import { isCredentialSecret } from '../credentials/credential-places.ts';
import { isRefusal } from '../install/refusals.ts';
import { SendWindow } from '../install/send-window.ts';
import type { Survey } from '../ownership/survey.ts';
import type { Plan, PlannedObject } from '../plan/plan.ts';

/** Why nobody knows what the server says to an object. `webhook` and `dry-run` name the webhook. */
export type Untried =
  | { readonly because: 'kind' | 'namespace' | 'unchanged' | 'kept' | 'credentials' }
  | { readonly because: 'webhook' | 'dry-run'; readonly webhook: string };

/** What the server would say to each object of a plan. Positions are those in `Plan.objects`. */
export interface TriedPlan {
  /** How many objects the server was asked about. */
  readonly tried: number;
  readonly refused: readonly { readonly position: number; readonly error: MlaError }[];
  readonly answers: ReadonlyMap<number, DryRunResult>;
  readonly untried: ReadonlyMap<number, Untried>;
}

interface TryRequest {
  readonly client: KubernetesClient;
  readonly plan: Plan;
  readonly survey: Survey;
  /** Positions that an install leaves as they are. */
  readonly kept: ReadonlySet<number>;
  readonly signal: AbortSignal;
}

/**
 * Asks the API server about each object that an install would send, without
 * force and without writing. Objects whose kind or namespace is not there yet
 * cannot be asked about. Throws when the server does not answer.
 */
export async function tryPlan({ client, plan, survey, kept, signal }: TryRequest): Promise<TriedPlan> {
  const untried = new Map<number, Untried>();
  const known = await whatIsThere({ client, survey, signal });
  const wanted = [...plan.objects.entries()]
    .filter(([position, planned]) => {
      const because = kept.has(position) ? 'kept' : known(position, planned);
      if (because !== undefined) untried.set(position, { because });
      return because === undefined;
    })
    .toSorted(([, one], [, other]) => one.wave - other.wave);

  const answers = new Map<number, DryRunResult>();
  const refused: { position: number; error: MlaError }[] = [];
  await inWindow(wanted, signal, async ([position, planned], until) => {
    const { key, type, body } = planned;
    const answer = await client.dryRun({ key, type, body, signal: until }).catch(toMlaError);
    if (!(answer instanceof Error)) return void answers.set(position, answer);
    const because = whyUntried(answer);
    if (because !== undefined) untried.set(position, because);
    // A login that ended says nothing of the object.
    else if (answer.key !== 'kubernetes.unauthorized' && isRefusal(answer)) refused.push({ position, error: answer });
    else throw answer;
  });
  return { tried: answers.size + refused.length, refused, answers, untried };
}

/** Many at once, as many as an install sends. The first failure ends all. */
async function inWindow<T>(
  items: readonly T[],
  signal: AbortSignal,
  work: (item: T, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const window = new SendWindow({ start: 16, largest: 32 });
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const left = [...items].reverse();
  let open = items.length;
  const pump = (): void => {
    for (let item = left.at(-1); item !== undefined && window.hasRoom; item = left.at(-1)) {
      left.pop();
      window.enter();
      work(item, until).then(
        () => {
          window.leave({ answered: true });
          open -= 1;
          if (open === 0) resolve(undefined);
          else pump();
        },
        (thrown: unknown) => {
          stop.abort();
          reject(toMlaError(thrown));
        },
      );
    }
  };
  if (open === 0) return;
  pump();
  await promise;
}

/** Tells of each object why it cannot or need not be asked about. */
async function whatIsThere({
  client,
  survey,
  signal,
}: Pick<TryRequest, 'client' | 'survey' | 'signal'>): Promise<
  (position: number, planned: PlannedObject) => 'kind' | 'namespace' | 'unchanged' | 'credentials' | undefined
> {
  const served = new Set((await client.discoverAll({ signal })).map(kindText));
  const namespaces = new Set(survey.namespaces.map(({ name }) => name));
  const found = new Map(survey.found.map((one) => [one.position, one]));
  return (position, { type, key }) => {
    const there = found.get(position);
    if (there?.unchanged === true) return 'unchanged';
    // An install takes their values from the cluster; the plan of preflight does not have them.
    if (there !== undefined && isCredentialSecret(key)) return 'credentials';
    if (!served.has(kindText(type))) return 'kind';
    return key.namespace !== undefined && !namespaces.has(key.namespace) ? 'namespace' : undefined;
  };
}

function kindText({ group, kind }: ResourceType): string {
  return `${kind}.${group}`;
}

function whyUntried({ key, details, message }: MlaError): Untried | undefined {
  if (key === 'kubernetes.namespaceMissing') return { because: 'namespace' };
  if (kindMissing.has(key)) return { because: 'kind' };
  if (key === 'kubernetes.webhookUnreachable') return { because: 'webhook', webhook: String(details['webhook']) };
  const [, webhook] = /admission webhook "([^"]+)" does not support dry run/.exec(message) ?? [];
  return webhook === undefined ? undefined : { because: 'dry-run', webhook };
}

const kindMissing: ReadonlySet<ErrorKey> = new Set<ErrorKey>([
  'kubernetes.kindUnknown',
  'kubernetes.notFound',
  'kubernetes.conversionUnreachable',
]);
