import { sayCount } from '../../../api/say-count.ts';
import type { MlaError } from '../../../errors/error.ts';
import type { FieldConflict } from '../../../kubernetes/client.ts';
import type { TriedPlan, Untried } from '../../../kubeflow/dry-run/try-plan.ts';
import { sayObject } from '../../../kubeflow/ownership/say-object.ts';
import type { Plan } from '../../../kubeflow/plan/plan.ts';
import { failed, passed, unknown, warning, type Check, type CheckContext, type Finding } from '../../check.ts';

/** Questions that the API server answers itself, asked with the objects of the plan. */
export const dryRunChecks: readonly Check[] = [
  {
    id: 'server-side-dry-run',
    title: 'Answer of the API server to each object',
    severity: 'blocks',
    why: 'Admission policies, webhooks, quotas and rules of the API server reject an object in the middle of an installation.',
    todo: 'Change the policy, quota or object that the finding names, or ask its owner for an exception.',
    look: async (context: CheckContext): Promise<Finding> => {
      const tried = await context.facts.dryRun(context);
      return judge(context.plan, tried);
    },
  },
  {
    id: 'field-owners',
    title: 'Fields that others have set',
    severity: 'warns',
    why: 'The installation overwrites these fields. Who has set them may set them again, or miss them.',
    todo: 'Ask the owner of the field, or override the check if the installation may change it.',
    look: async (context: CheckContext): Promise<Finding> => {
      const [tried, { found }, { taken }] = await Promise.all([
        context.facts.dryRun(context),
        context.facts.survey(context.plan),
        context.facts.ownership(context),
      ]);
      const ours = new Set(
        found
          .filter(({ owner }) => owner.kind === 'installation' && owner.name === context.installation.metadata.name)
          .map(({ position }) => position),
      );
      const allowed = new Set(taken.flatMap(({ objects }) => objects));
      return judgeConflicts(context.plan, tried, (position, object) => ours.has(position) || allowed.has(object));
    },
  },
];

const shownAtMost = 5;

function judge(plan: Plan, tried: TriedPlan): Finding {
  const left = sayUntried(tried.untried);
  if (tried.refused.length > 0) {
    const groups = [...Map.groupBy(tried.refused, ({ error }) => reasonOf(error)).values()];
    const reasons = groups.slice(0, shownAtMost).flatMap((group) => {
      const [first, ...others] = group;
      if (first === undefined) return [];
      const more = others.length === 0 ? '' : ` (and ${sayCount(others.length, 'object')} for the same reason)`;
      return `${first.error.message.replace(/\.$/, '')}${more}.`;
    });
    return failed(
      `The API server would reject ${tried.refused.length} of ${sayCount(tried.tried, 'object')}. ${reasons.join(' ')}${left}`,
      [...new Set(groups.slice(0, 3).flatMap(([first]) => first?.error.fix ?? []))].join(' '),
    );
  }
  const planned = plan.objects.length;
  if (tried.tried === 0)
    return [...tried.untried.values()].every(({ because }) => isAsPlanned(because))
      ? passed(`Nothing is left to send. The cluster has the whole plan: ${sayCount(planned, 'object')}.`)
      : unknown(`The API server could be asked about none of ${sayCount(planned, 'object')}.${left}`, whenToAskAgain);
  const remarks = remarksOf(plan, tried);
  const told = remarks.slice(0, shownAtMost).map(({ words }) => words);
  const more = remarks.length > shownAtMost ? `; and ${remarks.length - shownAtMost} more` : '';
  const evidence = `The API server accepts ${sayCount(tried.tried, 'object')}${told.length === 0 ? '' : `, with remarks: ${told.join('; ')}${more}`}.${left}`;
  return remarks.every(({ harmless }) => harmless)
    ? passed(evidence)
    : warning(evidence, 'Read the remarks. They do not stop the installation.');
}

const whenToAskAgain =
  'The installation tries each object when its kind and namespace exist, and tells what the API server rejects.';

/** What makes refusals the same: the policy, the quota, the webhook. */
function reasonOf({ key, details }: MlaError): string {
  const { policy, quota, webhook, verb } = details;
  return [key, policy, quota, webhook, verb].join(' ');
}

/** Schemas of many CRDs name formats that Kubernetes does not check: the server says so for each, and it means nothing. */
const meaningless = /^unrecognized format "|^metadata\.finalizers: /;

/** Each remark once, with the objects it is about. What is deprecated still works. */
function remarksOf(plan: Plan, { answers }: TriedPlan): { readonly words: string; readonly harmless: boolean }[] {
  const said = [...answers].flatMap(([position, { warnings }]) =>
    warnings.filter((text) => !meaningless.test(text)).map((text) => ({ text, object: objectAt(plan, position) })),
  );
  return [...Map.groupBy(said, ({ text }) => text)].map(([text, about]) => ({
    words: `${about[0]?.object ?? ''}${about.length > 1 ? ` and ${about.length - 1} more` : ''}: ${text.replace(/\.$/, '')}`,
    harmless: /\bdeprecated\b/.test(text),
  }));
}

function judgeConflicts(
  plan: Plan,
  { answers, untried, tried }: TriedPlan,
  mayChange: (position: number, object: string) => boolean,
): Finding {
  const conflicts = [...answers]
    .filter((answer) => answer[1].conflicts.length > 0)
    .map(([position, answer]) => ({ position, object: objectAt(plan, position), fields: answer.conflicts }));
  const left = sayUntried(untried);
  if (conflicts.length === 0)
    return tried === 0 && [...untried.values()].some(({ because }) => !isAsPlanned(because))
      ? unknown(
          `The API server could be asked about none of ${sayCount(plan.objects.length, 'object')}.${left}`,
          whenToAskAgain,
        )
      : passed(`No field that the installation sets belongs to others.${left}`);
  const strange = conflicts.filter(({ position, object }) => !mayChange(position, object));
  const shown = strange.length > 0 ? strange : conflicts;
  const evidence = `${shown.slice(0, shownAtMost).map(sayConflict).join(' ')}${shown.length > shownAtMost ? ` The same for ${sayCount(shown.length - shownAtMost, 'more object')}.` : ''}${left}`;
  return strange.length > 0
    ? failed(
        evidence,
        'Ask who has set these fields. If the installation may overwrite them, override this check with a reason.',
      )
    : warning(
        evidence,
        'The installation sets these fields to what the release has. Nothing to do if that is what you want.',
      );
}

function sayConflict({ object, fields }: { object: string; fields: readonly FieldConflict[] }): string {
  const byManager = [...Map.groupBy(fields, ({ manager }) => manager)].map(
    ([manager, owned]) =>
      `${owned
        .slice(0, 3)
        .map(({ field }) => field)
        .join(', ')}${owned.length > 3 ? ` and ${owned.length - 3} more` : ''} by ${manager}`,
  );
  return `${object} has fields of others: ${byManager.join('; ')}.`;
}

function isAsPlanned(because: Untried['because']): boolean {
  return because === 'unchanged' || because === 'kept' || because === 'credentials';
}

/** What was not checked, in numbers with the reason. Nothing for objects that are as planned. */
function sayUntried(untried: TriedPlan['untried']): string {
  const reasons = Map.groupBy(
    [...untried].filter(([, { because }]) => !isAsPlanned(because)),
    ([, reason]) => whyUntried(reason),
  );
  if (reasons.size === 0) return '';
  const total = [...reasons.values()].reduce((sum, positions) => sum + positions.length, 0);
  const parts = [...reasons].map(([reason, positions]) => `${positions.length} because ${reason}`);
  return ` Not checked: ${sayCount(total, 'object')}, ${parts.join(', ')}.`;
}

function whyUntried(reason: Untried): string {
  switch (reason.because) {
    case 'webhook':
      return `the webhook ${reason.webhook} does not answer`;
    case 'dry-run':
      return `the webhook ${reason.webhook} does not support dry runs`;
    case 'namespace':
      return 'the namespace does not exist yet';
    default:
      return 'the kind does not exist yet';
  }
}

function objectAt(plan: Plan, position: number): string {
  const planned = plan.objects[position];
  return planned === undefined ? '' : sayObject(planned.key);
}
