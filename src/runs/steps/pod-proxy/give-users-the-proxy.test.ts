import { expect, test } from 'vitest';
import { installationSchema } from '../../../installation/installation.ts';
import type { KubernetesClient } from '../../../kubernetes/client.ts';
import type { ResourceType } from '../../../kubernetes/objects/object.ts';
import type { NewEvent } from '../../engine/step.ts';
import { giveUsersTheProxy } from './give-users-the-proxy.ts';

const installation = installationSchema.parse({
  apiVersion: 'mlanywhere.dev/v1alpha1',
  kind: 'Installation',
  metadata: { name: 'demo' },
  spec: { cluster: { platform: 'sandbox' }, proxy: { https: 'http://proxy.example:3128' } },
});
const proxy = { https: 'http://proxy.example:3128', noProxy: ['.svc'] };

/** What a run tells on a cluster with these users, where the first has a PodDefault that somebody else made. */
async function told(...users: string[]): Promise<string[]> {
  const events: NewEvent[] = [];
  const client = {
    list: ({ kind }: ResourceType) =>
      Promise.resolve(
        kind === 'Profile'
          ? users.map((name) => ({ metadata: { name } }))
          : [{ metadata: { name: 'mlanywhere-proxy', namespace: users[0] }, spec: {} }],
      ),
    create: () => Promise.resolve(),
  } as unknown as KubernetesClient;
  const context = { installation, tell: (event: NewEvent) => events.push(event) };
  await giveUsersTheProxy(
    context,
    { podProxyFor: () => Promise.resolve(proxy) },
    { client, signal: new AbortController().signal },
  );
  return events.map(({ severity, message }) => `${severity}: ${message}`);
}

test('a run names the namespaces that got the proxy, and warns of those where somebody changed it', async () => {
  expect(await told('ada', 'ben')).toEqual([
    'warning: Someone changed the PodDefault mlanywhere-proxy by hand. It stays as it is in ada. Delete it and apply again for the one of MLAnywhere.',
    'info: Made the PodDefault mlanywhere-proxy in ben',
  ]);
});

test('many namespaces are counted', async () => {
  const users = Array.from({ length: 8 }, (_, index) => `user-${index}`);
  expect(await told(...users)).toContain('info: Made the PodDefault mlanywhere-proxy in 7 namespaces');
});

test('without users there is nothing to tell', async () => {
  expect(await told()).toEqual([]);
});
