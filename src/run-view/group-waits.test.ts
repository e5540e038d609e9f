import { describe, expect, test } from 'vitest';
import type { WaitReason, WaitView } from '../api/run.ts';
import { groupWaits, mostImportantWait } from './group-waits.ts';
import { sayWait } from './say-wait.ts';

const wait = (reason: WaitReason, what: string, component?: string, more: Partial<WaitView> = {}): WaitView => ({
  what,
  reason,
  ...(component !== undefined && { component }),
  since: '2026-05-01T12:00:10.000Z',
  severity: 'info',
  ...more,
});
const texts = (waiting: readonly WaitView[]) => groupWaits(waiting).map(({ text }) => text);

describe('waits of a run', () => {
  test('with one reason are one sentence that counts the components, however many things each waits for', () => {
    const waiting = [
      wait('kinds', 'kind Certificate cert-manager.io/v1', 'cert-manager'),
      wait('kinds', 'kind Issuer cert-manager.io/v1', 'cert-manager'),
      wait('kinds', 'kind Gateway networking.istio.io/v1beta1', 'istio'),
      wait('kinds', 'kind ClusterIssuer cert-manager.io/v1', 'certificate-issuer', { later: true }),
    ];
    expect(texts(waiting)).toEqual(['3 components wait for kinds that the API server is still publishing']);
  });

  test('come with the reason of most components first, and since when the oldest waits', () => {
    const groups = groupWaits([
      wait('secrets', 'secret kubeflow/katib-webhook-cert', 'katib'),
      wait(
        'webhooks',
        'webhook istio-system/istiod (MutatingWebhookConfiguration.admissionregistration.k8s.io istio)',
        'dex',
      ),
      wait(
        'webhooks',
        'webhook istio-system/istiod (MutatingWebhookConfiguration.admissionregistration.k8s.io istio)',
        'trainer',
        {
          since: '2026-05-01T12:00:02.000Z',
        },
      ),
    ]);
    expect(groups.map(({ text, since }) => [text, since])).toEqual([
      ['2 components wait for the webhook istio-system/istiod, whose pods start', '2026-05-01T12:00:02.000Z'],
      [
        '1 component waits for the secret kubeflow/katib-webhook-cert, which another component writes',
        '2026-05-01T12:00:10.000Z',
      ],
    ]);
  });

  test('that are trouble are never counted away: each is said with its cause, before all others', () => {
    const waiting = [
      wait('kinds', 'kind Certificate cert-manager.io/v1', 'cert-manager'),
      wait('pods', 'Deployment.apps kubeflow/katib-db', 'katib', {
        severity: 'warning',
        why: 'The image mysql:9 cannot be pulled. Check the name.',
      }),
      wait('server', 'the API server', undefined, { why: 'It does not answer. Look at its load.' }),
    ];
    expect(texts(waiting)).toEqual([
      'Deployment kubeflow/katib-db: The image mysql:9 cannot be pulled',
      'The API server has a problem: It does not answer',
      '1 component waits for the kind Certificate, which the API server is still publishing',
    ]);
  });

  test('of several workloads and of nobody in particular are said as they are', () => {
    expect(
      texts([wait('pods', '3 workloads: a/b, c/d, e/f', 'katib'), wait('kinds', 'the kinds of the definitions')]),
    ).toEqual([
      '1 component waits for the pods of 3 workloads: a/b, c/d, e/f',
      'Waiting for the kinds of the definitions, which the API server is still publishing',
    ]);
  });

  test('of an earlier version, told without a reason, are waits for objects', () => {
    const { reason: _, ...earlier } = wait('kinds', 'kind Trial kubeflow.org/v1beta1', 'katib');
    expect(texts([earlier])).toEqual(['1 component waits for kind Trial to become ready']);
  });

  test('are none when nothing is waited for', () => {
    expect(groupWaits([])).toEqual([]);
    expect(mostImportantWait([])).toBeUndefined();
  });
});

describe('the wait of a component that is shown', () => {
  test('is trouble before what is under way, that before what is to come, and the longest of these', () => {
    const later = wait('secrets', 'secret a/b', 'katib', { later: true, since: '2026-05-01T12:00:00.000Z' });
    const young = wait('kinds', 'kind Trial kubeflow.org/v1beta1', 'katib', { since: '2026-05-01T12:00:30.000Z' });
    const old = wait('kinds', 'kind Experiment kubeflow.org/v1beta1', 'katib');
    const trouble = wait('pods', 'Deployment.apps a/b', 'katib', {
      severity: 'warning',
      since: '2026-05-01T12:00:40.000Z',
    });
    expect(mostImportantWait([later, young, old])).toBe(old);
    expect(mostImportantWait([later, young, old, trouble])).toBe(trouble);
    expect(mostImportantWait([later])).toBe(later);
  });

  test.each([
    [wait('kinds', 'kind Trial kubeflow.org/v1beta1'), 'Kind Trial is not served yet'],
    [
      wait('webhooks', 'webhook a/b (ValidatingWebhookConfiguration.admissionregistration.k8s.io c)'),
      'Webhook a/b is not ready yet',
    ],
    [wait('secrets', 'secret a/b'), 'Secret a/b is not written yet'],
    [wait('namespaces', 'namespace a'), 'Namespace a is not active yet'],
    [
      wait('pods', 'Deployment.apps a/b', 'x', { why: '0 of 1 replicas are updated' }),
      'Deployment a/b: 0 of 1 replicas are updated',
    ],
    [wait('pods', 'workload Deployment.apps a/b', 'x', { later: true }), 'After Deployment a/b'],
    [wait('answers', 'the answers of the API server', 'x', { later: true }), 'Sending its objects'],
  ])('%# is one short line', (given, line) => {
    expect(sayWait(given)).toBe(line);
  });
});
