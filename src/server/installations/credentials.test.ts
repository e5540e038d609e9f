import { afterAll, beforeAll, expect, test } from 'vitest';
import { MlaError } from '../../errors/error.ts';
import { installationSchema, type Installation } from '../../installation/installation.ts';
import { Secret } from '../../secret.ts';
import { openTestService, type TestService } from '../service.fixture.ts';
import { hangSignal } from '../../../test/patience.fixture.ts';

let running: TestService;
let refused = false;
beforeAll(async () => {
  running = await openTestService({
    steps: ({ installations }) => [
      {
        name: 'install',
        phase: 'install',
        title: 'Install',
        input: ({ installation, attempt }) => [installation.spec.kubeflow, attempt],
        run: async ({ installation: { metadata, spec } }) => {
          if (refused) throw new MlaError('kubernetes.hostUnknown', { host: 'nowhere', because: '', contexts: '' });
          await installations.keepCredentials(metadata.name, () => ({
            email: spec.kubeflow?.user.email ?? '',
            password: new Secret('generated-password'),
          }));
          return {};
        },
      },
    ],
  });
});
afterAll(() => running[Symbol.asyncDispose]());

const wish = (email: string): Installation =>
  installationSchema.parse({
    apiVersion: 'mlanywhere.dev/v1alpha1',
    kind: 'Installation',
    metadata: { name: 'demo' },
    spec: { cluster: { platform: 'sandbox' }, kubeflow: { user: { email } } },
  });

async function apply(email: string): Promise<string> {
  const { runId } = await running.client.call('applyInstallation', { body: wish(email) });
  for await (const { type } of running.client.streamEvents(runId, { after: 0, signal: hangSignal() }))
    if (type === 'run.succeeded' || type === 'run.failed') return type;
  return 'no end';
}

test('the credentials name the user that the cluster has: not one whom a refused run asked for, and the new one once it is installed', async () => {
  const reveal = () => running.client.call('revealCredentials', { params: { name: 'demo' } });
  expect(await apply('first@example.com')).toBe('run.succeeded');
  expect(await reveal()).toEqual({ email: 'first@example.com', password: 'generated-password' });

  refused = true;
  expect(await apply('second@example.com')).toBe('run.failed');
  expect(await reveal()).toMatchObject({ email: 'first@example.com' });

  refused = false;
  expect(await apply('second@example.com')).toBe('run.succeeded');
  expect(await reveal()).toEqual({ email: 'second@example.com', password: 'generated-password' });
});
