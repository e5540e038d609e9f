import { describe, expect, test } from 'vitest';
import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import type { Trouble } from '../../../kubernetes/diagnosis/trouble.ts';
import { makePlan } from '../../plan/make-plan.ts';
import { releaseOf } from '../../testing/releases.fixture.ts';
import { findFinalFailure, type Unready } from './final-failures.ts';
import { ReadinessTracker, type TrackedObject } from '../readiness-tracker.ts';
import { seenObjects } from '../testing/seen-objects.fixture.ts';

const pod =
  'template: { metadata: { labels: { app: a } }, spec: { restartPolicy: Never, containers: [{ name: c, image: "i:1" }] } }';
const deployment = (name: string, replicas = 1): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: ${name}, namespace: default }\nspec: { replicas: ${replicas}, selector: { matchLabels: { app: a } }, ${pod} }`;
const job = `apiVersion: batch/v1\nkind: Job\nmetadata: { name: migration, namespace: default }\nspec: { ${pod} }`;
const plan = makePlan({
  release: releaseOf([deployment('web'), deployment('database'), deployment('asleep', 0), job].join('\n---\n')),
  components: 'all',
  installation: { name: 'demo' },
  parameters: {},
});

/** A planned object as the cluster shows it, with another spec and status. */
function tracked(name: string, change: { spec?: object; status?: object }): TrackedObject {
  const planned = plan.objects.find(({ key }) => key.name === name);
  const object = JSON.parse(planned?.body ?? '{}') as KubernetesObject;
  const tracker = new ReadinessTracker({
    plan,
    view: seenObjects({
      ...object,
      spec: { ...(object['spec'] as object), ...change.spec },
      status: { observedGeneration: 1, ...change.status },
    }),
    installation: 'demo',
    onWritten: () => undefined,
  });
  tracker.update();
  const found = tracker.tracked.find((one) => one.planned === planned);
  if (found === undefined) throw new Error(`${name} is not tracked`);
  return found;
}

const trouble = (reason: string, heals: boolean): Trouble => ({
  reason,
  message: `Trouble: ${reason}.`,
  hint: 'Fix it.',
  severity: 'error',
  heals,
});
const overdue = {
  status: { conditions: [{ type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' }] },
};
const failedJob = {
  status: { conditions: [{ type: 'Failed', status: 'True', message: 'Job has reached the specified backoff limit' }] },
};
const find = (...unready: Unready[]) =>
  findFinalFailure(unready, { limits: { quiet: 0, trouble: 600 }, installation: 'demo' });

describe('waiting ends for', () => {
  test('a Job that failed, with what to do', () => {
    expect(find({ tracked: tracked('migration', failedJob), trouble: undefined, seconds: 1 })).toMatchObject({
      code: 'MLA-KUBEFLOW-019',
      kind: 'upstream',
      message:
        'Job.batch default/migration cannot become ready. It failed: Job has reached the specified backoff limit.',
      fix: expect.stringMatching(/kubectl -n default delete job migration.*mla retry demo/) as string,
    });
  });

  test('a Deployment that Kubernetes gave up on and whose pods say why', () => {
    expect(
      find({ tracked: tracked('web', overdue), trouble: trouble('ErrImagePull', false), seconds: 700 })?.message,
    ).toBe('Deployment.apps default/web cannot become ready. Trouble: ErrImagePull.');
  });

  test('a workload that someone scaled to 0, and not for one that is meant to have no pods', () => {
    expect(find({ tracked: tracked('web', { spec: { replicas: 0 } }), trouble: undefined, seconds: 1 })).toMatchObject({
      message: 'Deployment.apps default/web cannot become ready. Someone has scaled it to 0.',
      fix: expect.stringContaining('--repair') as string,
    });
    expect(tracked('asleep', { spec: { replicas: 0 } })).toMatchObject({ ready: true, scaledDown: false });
  });

  test('a trouble that does not heal, after the time in which someone may fix it', () => {
    const unready = { tracked: tracked('web', {}), trouble: trouble('ErrImagePull', false) };
    expect(find({ ...unready, seconds: 599 })).toBeUndefined();
    expect(find({ ...unready, seconds: 600 })).toBeDefined();
  });
});

test('waiting goes on for pods that still pull a large image after the deadline of their Deployment, and for what heals', () => {
  expect(find({ tracked: tracked('web', overdue), trouble: undefined, seconds: 900 })).toBeUndefined();
  expect(
    find({ tracked: tracked('web', {}), trouble: trouble('CrashLoopBackOff', true), seconds: 9000 }),
  ).toBeUndefined();
});

test('the root cause is named first: what crashes may only follow from it', () => {
  const crashing = { tracked: tracked('web', {}), trouble: trouble('CrashLoopBackOff', false), seconds: 2000 };
  const missing = { tracked: tracked('database', {}), trouble: trouble('ErrImagePull', false), seconds: 700 };
  const failure = find(crashing, missing);
  expect(failure?.message).toContain('default/database cannot become ready');
  expect(failure?.likelyCause).toContain('default/web, which may follow from it');
});
