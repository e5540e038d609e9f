import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import type { KubernetesObject } from '../../kubernetes/objects/object.ts';
import { matching } from '../../kubernetes/testing/matching.fixture.ts';
import { Secret } from '../../secret.ts';
import { clusterOf } from '../ownership/testing/cluster-of.fixture.ts';
import { meshPlan } from '../ownership/testing/mesh-release.fixture.ts';
import type { Plan } from '../plan/plan.ts';
import { generateCredentials, type SomeCredentials } from './credentials.ts';
import { settleCredentials, type Settled } from './settle-credentials.ts';
import { hangSignal } from '../../../test/patience.fixture.ts';

const made = await generateCredentials(randomBytes);
const another = await generateCredentials(randomBytes);

async function settledOn(
  objects: readonly KubernetesObject[],
  { stored = {}, plan = meshPlan() }: { stored?: SomeCredentials; plan?: Plan } = {},
): Promise<Settled> {
  await using cluster = await clusterOf(objects);
  return await settleCredentials({
    client: cluster.client,
    plan,
    installation: 'demo',
    stored,
    random: randomBytes,
    signal: hangSignal(),
  });
}

/** Of the plan with these credentials, what the cluster has. */
const installed = (credentials: typeof made, kinds = ['Secret', 'PersistentVolumeClaim']): KubernetesObject[] =>
  meshPlan({ credentials }).objects.flatMap(({ body, key }) =>
    kinds.includes(key.kind) ? [JSON.parse(body) as KubernetesObject] : [],
  );
const password = ({ credentials }: Settled): string => credentials.pipelinesDatabasePassword.reveal();

test('on an empty cluster all credentials are new', async () => {
  const { credentials, readBack } = await settledOn([]);
  expect(readBack).toEqual([]);
  expect(credentials.userPassword?.reveal()).toMatch(/^\w{16}$/);
});

test('the password of a database that the cluster has is read back, also when another one is stored', async () => {
  for (const stored of [{}, another]) {
    const settled = await settledOn(installed(made), { stored, plan: meshPlan({ credentials: another }) });
    expect(password(settled)).toBe(made.pipelinesDatabasePassword.reveal());
    expect(settled.readBack).toEqual(['kubeflow/mysql-secret']);
    expect(
      JSON.stringify(
        meshPlan({ credentials: settled.credentials }).objects.find(({ key }) => key.kind === 'Secret')?.hash,
      ),
    ).toBe(JSON.stringify(meshPlan({ credentials: made }).objects.find(({ key }) => key.kind === 'Secret')?.hash));
  }
});

test('a value that somebody changed in a Secret of ours is no credential: the stored one stays', async () => {
  const changed = installed(made).map((one) =>
    one.kind === 'Secret' ? { ...one, data: { password: Buffer.from('12341234').toString('base64') } } : one,
  );
  const settled = await settledOn(changed, { stored: made, plan: meshPlan({ credentials: made }) });
  expect(settled).toEqual({ credentials: made, readBack: [] });
});

test('a Secret that a person made beforehand gives the password', async () => {
  const byHand: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'mysql-secret', namespace: 'kubeflow' },
    data: { password: Buffer.from('old').toString('base64') },
  };
  const [, claim] = installed(made);
  expect(password(await settledOn([byHand, ...(claim === undefined ? [] : [claim])]))).toBe('old');
});

test('data whose password is neither in the cluster nor stored is refused, with the choices', async () => {
  const claims = installed(made, ['PersistentVolumeClaim']);
  await expect(settledOn(claims)).rejects.toMatchObject({
    code: 'MLA-KUBEFLOW-018',
    message: matching(
      /have data, and their passwords are gone: claim kubeflow\/mysql-pv-claim \(its password was in the Secret mysql-secret\)/,
    ),
    fix: matching(
      /kubectl -n kubeflow create secret generic mysql-secret --from-literal=password=OLD.*kubectl -n kubeflow delete pvc mysql-pv-claim.*another cluster/,
    ),
  });
  expect(password(await settledOn(claims, { stored: made, plan: meshPlan({ credentials: made }) }))).toBe(
    made.pipelinesDatabasePassword.reveal(),
  );
});

test('a stored hash without its password goes when the cluster has lost it too, and stays where the plan has no login', async () => {
  const { userPassword: _, ...hashOnly } = made;
  const kept = await settledOn([], { stored: hashOnly });
  expect(kept.credentials).toBe(hashOnly);
  const login = meshPlan({ login: true });
  const renewed = (await settledOn([], { stored: hashOnly, plan: login })).credentials;
  expect(renewed.userPassword).toBeInstanceOf(Secret);
  expect(renewed.userPasswordHash.reveal()).not.toBe(made.userPasswordHash.reveal());
});
