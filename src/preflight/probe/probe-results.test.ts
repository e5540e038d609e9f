import { describe, expect, test } from 'vitest';
import { judgeInotify, judgeLimits, judgePulls, judgeVolume, type ProbedPod } from './probe-results.ts';
import { probeObjects } from './probe-objects.ts';
import type { Probe } from './run-probe.ts';

const images = ['ghcr.io/kubeflow/app:1', 'mysql:8.0.29', 'registry.example.com:5000/a/b@sha256:00', 'ghcr.io/other:2'];
const plan = (of: readonly string[]) => ({ totals: { images: of } }) as unknown as Parameters<typeof probeObjects>[0];
const objects = probeObjects(plan(images), 'probe');

type State = NonNullable<NonNullable<NonNullable<ProbedPod['status']>['containerStatuses']>[number]['state']>;
const pod = (states: Readonly<Record<string, State>>): ProbedPod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'pod' },
  status: { containerStatuses: Object.entries(states).map(([name, state]) => ({ name, state })) },
});
const came: State = { waiting: { reason: 'RunContainerError', message: 'no such file' } };
const probe = (part: Partial<Probe>): Probe => ({ objects, pull: undefined, write: undefined, log: '', ...part });

test('a probe pulls one image of each registry and writes as a database does', () => {
  expect([...objects.registries]).toEqual([
    ['registry-0', 'ghcr.io'],
    ['registry-1', 'docker.io'],
    ['registry-2', 'registry.example.com:5000'],
  ]);
  expect(JSON.stringify(objects.pull)).toContain('"image":"ghcr.io/kubeflow/app:1"');
  expect(objects.write?.pod).toMatchObject({
    metadata: { namespace: 'probe', labels: { 'mlanywhere.dev/probe': 'true' } },
    spec: { securityContext: { fsGroup: 999 }, containers: [{ image: 'mysql:8.0.29' }] },
  });
});

describe('what a probe came to:', () => {
  test.each([
    [
      'every image came',
      { 'registry-0': came, 'registry-1': came, 'registry-2': { terminated: {} } },
      'passed',
      'passed',
    ],
    [
      'a registry that is out of reach',
      {
        'registry-0': { waiting: { reason: 'ErrImagePull', message: 'dial tcp: i/o timeout' } },
        'registry-1': came,
        'registry-2': came,
      },
      'failed',
      'passed',
    ],
    [
      'a registry that counts pulls',
      {
        'registry-0': came,
        'registry-1': { waiting: { reason: 'ImagePullBackOff', message: 'toomanyrequests: limit' } },
        'registry-2': came,
      },
      'passed',
      'failed',
    ],
    ['a pod that nobody ran', {}, 'unknown', 'unknown'],
  ] as const)('%s', (_, states, reach, limit) => {
    const seen = probe({ pull: pod(states) });
    expect(judgePulls(seen).outcome).toBe(reach);
    expect(judgeLimits(seen).outcome).toBe(limit);
  });

  test.each([
    ['written', { write: { terminated: { exitCode: 0 } } }, '2280\n1255360\n', ['passed', 'passed']],
    [
      'not allowed',
      { write: { terminated: { exitCode: 1 } } },
      '128\n8192\ntouch: Permission denied\n',
      ['failed', 'warning'],
    ],
    ['not run', {}, '', ['unknown', 'unknown']],
  ] as const)('a volume, %s', (_, states, log, [volume, inotify]) => {
    const seen = probe({ write: pod(states), log });
    expect(judgeVolume(seen).outcome).toBe(volume);
    expect(judgeInotify(seen).outcome).toBe(inotify);
  });

  test('without an image that has a shell, volumes and limits are not looked at', () => {
    const seen = probe({ objects: probeObjects(plan(['ghcr.io/a:1']), 'probe') });
    expect(judgeVolume(seen).outcome).toBe('unknown');
    expect(judgeInotify(seen).outcome).toBe('unknown');
  });
});
