import { randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import { keyText } from '../../../kubernetes/objects/object.ts';
import { generateCredentials, type Credentials } from '../../credentials/credentials.ts';
import type { PlanParameters } from '../../patches/installation-patches.ts';
import { kubeflowVersions, loadTestRelease, releaseOf } from '../../testing/releases.fixture.ts';
import { configurationAnnotation } from './configuration-digest.ts';
import { makePlan } from '../make-plan.ts';
import type { Plan } from '../plan.ts';

const workloadKinds = ['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'];

function workload(kind: string, pod: object): string {
  const apiVersion = kind.endsWith('Job') ? 'batch/v1' : 'apps/v1';
  const template = { metadata: { labels: { app: 'a' } }, spec: pod };
  return JSON.stringify({
    apiVersion,
    kind,
    metadata: { name: 'program', namespace: 'place' },
    spec: kind === 'CronJob' ? { jobTemplate: { spec: { template } } } : { template },
  });
}

const config = (kind: string, name: string, fields: object): string =>
  JSON.stringify({ apiVersion: 'v1', kind, metadata: { name, namespace: 'place' }, ...fields });
const planOf = (...objects: string[]): Plan =>
  makePlan({
    release: releaseOf(
      [config('Namespace', 'place', {}).replace('"namespace":"place"', '"labels":{}'), ...objects].join('\n---\n'),
    ),
    components: 'all',
    installation: { name: 'demo' },
    parameters: {},
  });

/** The digest in a body, and undefined where there is none. */
function digestIn(body: string): string | undefined {
  return new RegExp(`"${configurationAnnotation}":"([0-9a-f]{64})"`).exec(body)?.[1];
}

function digestOf(plan: Plan): string | undefined {
  return digestIn(plan.objects.find(({ key }) => key.name === 'program')?.body ?? '');
}

const container = { name: 'c', image: 'i:1' };

describe('a workload has a new pod template when the content changes of', () => {
  const before = config('Secret', 'given', { stringData: { key: 'old' } });
  const after = config('Secret', 'given', { stringData: { key: 'new' } });
  test.each([
    [
      'a variable',
      {
        containers: [
          { ...container, env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'given', key: 'key' } } }] },
        ],
      },
    ],
    ['all variables of a Secret', { containers: [{ ...container, envFrom: [{ secretRef: { name: 'given' } }] }] }],
    [
      'an init container’s variable',
      { initContainers: [{ ...container, envFrom: [{ secretRef: { name: 'given' } }] }], containers: [container] },
    ],
    ['a volume', { containers: [container], volumes: [{ name: 'v', secret: { secretName: 'given' } }] }],
    [
      'an optional volume',
      { containers: [container], volumes: [{ name: 'v', secret: { secretName: 'given', optional: true } }] },
    ],
    [
      'a projected volume',
      { containers: [container], volumes: [{ name: 'v', projected: { sources: [{ secret: { name: 'given' } }] } }] },
    ],
    ['a Secret that an argument names', { containers: [{ ...container, args: ['--settings=given'] }] }],
    ['a Secret that a variable names', { containers: [{ ...container, env: [{ name: 'SETTINGS', value: 'given' }] }] }],
  ])('%s', (_how, pod) => {
    const digest = digestOf(planOf(before, workload('Deployment', pod)));
    expect(digest).toBeDefined();
    expect(digestOf(planOf(before, workload('Deployment', pod)))).toBe(digest);
    expect(digestOf(planOf(after, workload('Deployment', pod)))).not.toBe(digest);
  });

  test('a ConfigMap that it reads by name, which is sent first', () => {
    const plan = planOf(
      workload('DaemonSet', { containers: [{ ...container, command: ['run', '--from=given'] }] }),
      config('ConfigMap', 'given', { data: { key: 'old' } }),
    );
    const position = plan.objects.findIndex(({ key }) => key.kind === 'ConfigMap');
    expect(plan.objects.find(({ key }) => key.kind === 'DaemonSet')?.after).toContain(position);
  });

  test('a ConfigMap, text and bytes', () => {
    const pod = { containers: [container], volumes: [{ name: 'v', configMap: { name: 'given' } }] };
    const digests = [{ data: { key: 'old' } }, { data: { key: 'new' } }, { binaryData: { key: 'bmV3' } }].map(
      (fields) => digestOf(planOf(config('ConfigMap', 'given', fields), workload('StatefulSet', pod))),
    );
    expect(new Set(digests).size).toBe(3);
    expect(digests).not.toContain(undefined);
  });
});

describe('a workload keeps its pod template when', () => {
  const pod = {
    containers: [{ ...container, envFrom: [{ secretRef: { name: 'given' } }] }],
    imagePullSecrets: [{ name: 'pull' }],
  };
  const digestWith = (...objects: string[]): string | undefined =>
    digestOf(planOf(...objects, workload('Deployment', pod)));
  const given = config('Secret', 'given', { stringData: { key: 'old' } });

  test.each([
    [
      'a label of the Secret changes',
      config('Secret', 'given', { stringData: { key: 'old' } }).replace(
        '"namespace":"place"',
        '"namespace":"place","labels":{"a":"b"}',
      ),
    ],
    [
      'the same content is written in base64',
      config('Secret', 'given', { data: { key: Buffer.from('old').toString('base64') } }),
    ],
    [
      'the pull secret changes',
      `${given}\n---\n${config('Secret', 'pull', { stringData: { '.dockerconfigjson': '{}' } })}`,
    ],
    [
      'a Secret changes that others read',
      `${given}\n---\n${config('Secret', 'other', { stringData: { key: 'other' } })}`,
    ],
  ])('%s', (_what, objects) => {
    expect(digestWith(given)).toBeDefined();
    expect(digestWith(objects)).toBe(digestWith(given));
  });

  test.each(['Job', 'CronJob'])('it is a %s', (kind) => {
    expect(digestOf(planOf(given, workload(kind, pod)))).toBeUndefined();
  });

  test('it reads nothing of the plan', () => {
    expect(digestOf(planOf(workload('Deployment', pod)))).toBeUndefined();
  });
});

describe.runIf(kubeflowVersions.includes('26.03.1'))('in Kubeflow 26.03.1', () => {
  let credentials: Credentials;
  let changed: (parameters: PlanParameters, others: PlanParameters) => Promise<string[]>;
  beforeAll(async () => {
    credentials = await generateCredentials(randomBytes);
    const release = await loadTestRelease('26.03.1');
    changed = async (parameters, others) => {
      const [one, other] = [parameters, others].map((given) =>
        makePlan({ release, components: 'all', installation: { name: 'demo' }, parameters: given }),
      );
      const hashes = new Map(one?.objects.map(({ key, hash }) => [keyText(key), hash]));
      return (other?.objects ?? [])
        .filter(({ key, hash }) => workloadKinds.includes(key.kind) && hashes.get(keyText(key)) !== hash)
        .map(({ key }) => keyText(key));
    };
  });

  test('nothing restarts when nothing changes', async () => {
    expect(await changed({ credentials }, { credentials })).toEqual([]);
  });

  test('Dex restarts for another user, and nothing else does', async () => {
    expect(
      await changed(
        { credentials, user: { email: 'ada@example.com' } },
        { credentials, user: { email: 'bob@example.com' } },
      ),
    ).toEqual(['Deployment.apps auth/dex']);
  });

  test('Dex restarts for another password, and both sides of the login for another client secret', async () => {
    const { userPasswordHash, oidcClientSecret } = await generateCredentials(randomBytes);
    expect(await changed({ credentials }, { credentials: { ...credentials, userPasswordHash } })).toEqual([
      'Deployment.apps auth/dex',
    ]);
    expect(await changed({ credentials }, { credentials: { ...credentials, oidcClientSecret } })).toEqual([
      'Deployment.apps oauth2-proxy/oauth2-proxy',
      'Deployment.apps auth/dex',
    ]);
  });

  test('all clients of a database restart with it', async () => {
    const { pipelinesDatabasePassword } = await generateCredentials(randomBytes);
    expect(await changed({ credentials }, { credentials: { ...credentials, pipelinesDatabasePassword } })).toEqual([
      'Deployment.apps kubeflow/cache-server',
      'Deployment.apps kubeflow/metadata-grpc-deployment',
      'Deployment.apps kubeflow/ml-pipeline',
      'Deployment.apps kubeflow/mysql',
    ]);
  });
});
