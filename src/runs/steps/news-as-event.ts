import { describeChanges } from '../../api/drift.ts';
import { sayCount } from '../../api/say-count.ts';
import type { InstallNews } from '../../kubeflow/install/install-events.ts';
import type { NewEvent } from '../engine/step.ts';

type NewsOf<T extends InstallNews['type']> = Extract<InstallNews, { type: T }>;

/** The event for each kind of news of an install. */
const events: { readonly [T in InstallNews['type']]: (news: NewsOf<T>) => NewEvent } = {
  'object-applied': ({ object, component, created }) => ({
    type: 'object.applied',
    severity: 'debug',
    component,
    message: `${created ? 'Created' : 'Applied'} ${object}`,
    data: { object },
  }),
  'object-unchanged': ({ object, component }) => ({
    type: 'object.unchanged',
    severity: 'debug',
    component,
    message: `Unchanged ${object}`,
    data: { object },
  }),
  'taken-over': ({ word, what, objects }) => ({
    type: 'ownership.taken',
    severity: 'warning',
    message: `Took over from another owner, because takeOver allows ${word}: ${what} (${sayCount(objects.length, 'object')}: ${objects.slice(0, 5).join(', ')}${objects.length > 5 ? ', …' : ''})`,
    data: { word, from: what, objects },
  }),
  'definition-kept': ({ object, component, because }) => ({
    type: 'object.kept',
    severity: 'info',
    component,
    message: `Kept ${object}: the version in the cluster is newer (${because})`,
    data: { object, because },
  }),
  'object-rejected': ({ object, component, why, times }) => ({
    type: 'object.rejected',
    severity: 'warning',
    component,
    message: `${times === 1 ? 'Rejected, will retry' : `Rejected ${times} times`}: ${object}. ${why}`,
    data: { object, why, times },
  }),
  'object-resent': ({ object, component, why, times }) => ({
    type: 'object.resent',
    severity: 'info',
    component,
    message:
      times === 1
        ? `Sending again: ${object}. ${why}`
        : `${times} requests sent again in this outage, the latest for ${object}. ${why}`,
    data: { object, why, times },
  }),
  'object-vanished': ({ object, contents }) => ({
    type: 'object.vanished',
    severity: 'warning',
    message: `Someone deleted ${object}. Sending it again, with ${sayCount(contents, 'object')} deleted with it`,
    data: { object, contents },
  }),
  'definition-touched': ({ definition }) => ({
    type: 'object.touched',
    severity: 'info',
    message: `The API server has not served the CRD ${definition} for half a minute. Added an annotation to make the server process it again`,
    data: { object: `CustomResourceDefinition ${definition}` },
  }),
  'gate-opened': ({ gate, seconds }) => ({
    type: 'gate.opened',
    severity: 'info',
    message: `Open: ${gate}`,
    data: { gate, seconds },
  }),
  slow: ({ what, seconds, why, overdue }) => ({
    type: 'gate.slow',
    severity: 'warning',
    message: overdue
      ? `Takes longer than usual: ${what}, ${seconds} s so far. ${why}`
      : `Needs attention: ${what}. ${why}`,
    data: { gate: what, seconds, why },
  }),
  'workload-ready': ({ workload, component }) => ({
    type: 'workload.ready',
    severity: 'info',
    component,
    message: `Ready: ${workload}`,
    data: { workload },
  }),
  'workload-unready': ({ workload, component, why }) => ({
    type: 'workload.unready',
    severity: 'warning',
    component,
    message: `No longer ready: ${workload}. ${why}`,
    data: { workload, why },
  }),
  'component-ready': ({ component, title }) => ({
    type: 'component.ready',
    severity: 'info',
    component,
    message: `${title} is ready`,
  }),
  waits: ({ waits }) => ({ type: 'wait.changed', severity: 'debug', message: describeWaits(waits), data: { waits } }),
  'foreign-changes': ({ changes }) => ({
    type: 'drift.changed',
    severity: changes.some(({ repaired }) => repaired !== true) ? 'warning' : 'info',
    message: describeChanges(changes),
    data: { changes },
  }),
  reconnected: ({ why }) => ({ type: 'log', severity: 'info', message: `Reconnected to the cluster: ${why}` }),
};

/** An install's news as an event of the run. */
export function newsAsEvent<T extends InstallNews['type']>(news: NewsOf<T>): NewEvent {
  const tell: (news: NewsOf<T>) => NewEvent = events[news.type];
  return tell(news);
}

function describeWaits(waits: NewsOf<'waits'>['waits']): string {
  const [first, ...others] = waits.filter(({ later }) => later !== true);
  if (first === undefined) return 'Nothing left to wait for';
  return `Waiting for ${first.what}${others.length === 0 ? '' : ` and ${others.length} more`}${first.why === undefined ? '' : `: ${first.why}`}`;
}
