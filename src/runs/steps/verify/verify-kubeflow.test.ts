import { expect, test } from 'vitest';
import { MlaError } from '../../../errors/error.ts';
import { installationSchema, type Installation } from '../../../installation/installation.ts';
import { createKubernetesClient } from '../../../kubernetes/create-client.ts';
import { replyStatus, startLoopbackServer } from '../../../kubernetes/testing/loopback-server.fixture.ts';
import { createOutbound } from '../../../network/outbound.ts';
import { Secret } from '../../../secret.ts';
import { sandboxInstallation } from '../../database/open-database.fixture.ts';
import type { NewEvent, StepContext } from '../../engine/step.ts';
import type { StepServices } from '../services.ts';
import { stepsFor } from '../steps.ts';
import { verifyKubeflowStep } from './verify-kubeflow.ts';
import { endlessLease } from '../../engine/endless-lease.fixture.ts';
import { hangSignal } from '../../../../test/patience.fixture.ts';

function installationThat(verify: 'readOnly' | 'all' | undefined): Installation {
  const { kubeflow, ...spec } = sandboxInstallation('demo').spec;
  return installationSchema.parse({
    ...sandboxInstallation('demo'),
    spec: { ...spec, kubeflow: { ...kubeflow, ...(verify && { verify }) } },
  });
}

const asked: StepServices = {} as StepServices;

function contextOf(tell: StepContext['tell'], outputs: StepContext['outputs'] = {}): StepContext {
  const installation = installationThat('all');
  return {
    runId: 'demo-1',
    installation,
    options: {},
    attempt: 1,
    signal: hangSignal(),
    lease: endlessLease,
    outputs,
    tell,
  };
}

test('the checks are the last step of a run, only where they are asked for', () => {
  const names = (verify?: 'readOnly' | 'all'): string[] =>
    stepsFor('create', installationThat(verify), asked).map(({ name }) => name);
  expect(names('all').slice(-2)).toEqual(['hand-over', 'verify']);
  expect(names('readOnly').at(-1)).toBe('verify');
  expect(names()).not.toContain('verify');
  expect(stepsFor('delete', installationThat('all'), asked).map(({ name }) => name)).toEqual(['delete-cluster']);
});

test('on a simulated cluster nothing is asked, and the step says why', async () => {
  const context = contextOf(() => undefined, { connect: { simulated: true } });
  expect(await verifyKubeflowStep(asked).run(context)).toEqual({
    detail: 'not checked: nothing runs in the pods of a simulated cluster',
  });
});

test('a check that fails fails the step with its cause, after each result was told', async () => {
  const server = await startLoopbackServer((_arrived, response) => replyStatus(response, 404, 'not found'));
  const told: NewEvent[] = [];
  const services: Pick<StepServices, 'loadKubeconfig' | 'openCluster' | 'loginOf' | 'outbound'> = {
    loadKubeconfig: () => Promise.resolve(new Secret('')),
    openCluster: () => Promise.resolve(createKubernetesClient({ server: server.address })),
    outbound: createOutbound({}),
    loginOf: () => Promise.resolve({ email: 'user@example.com', password: new Secret('hidden') }),
  };
  const step = verifyKubeflowStep(services as StepServices);
  const failure = await step.run(contextOf((event) => void told.push(event))).catch((thrown: unknown) => thrown);
  await server.close();
  expect(failure).toBeInstanceOf(MlaError);
  expect((failure as MlaError).key).toMatch(/^access\./);
  expect(told.map(({ type, data }) => `${type} ${String(data?.['check'])} ${String(data?.['state'])}`)).toEqual([
    'verify.checked gateway failed',
    ...['login', 'address', 'profile', 'notebook', 'volume', 'pipeline', 'artifact', 'model'].map(
      (check) => `verify.checked ${check} skipped`,
    ),
    'verify.failed undefined undefined',
  ]);
  expect(told[0]).toMatchObject({ severity: 'error', code: (failure as MlaError).code });
  expect(told.at(-1)?.message).toBe('0 checks passed. Failed: The gateway answers and asks for a login.');
  expect(JSON.stringify(told)).not.toContain('hidden');
});
