import { expect, test } from 'vitest';
import { createKubernetesClient } from '../../kubernetes/create-client.ts';
import { builtInTypes } from '../../kubernetes/objects/built-in-types.ts';
import { replyJson, replyStatus, startLoopbackServer } from '../../kubernetes/testing/loopback-server.fixture.ts';
import { ensureOwn, metadataOf } from './own-objects.ts';

test('an object that appears between looking and making is looked at like one that was there', async () => {
  let stored: object | undefined;
  const server = await startLoopbackServer(({ method }, response) => {
    if (method === 'GET' && stored !== undefined) replyJson(response, 200, stored);
    else if (method === 'GET') replyStatus(response, 404, 'not there');
    else {
      stored = made;
      // As the API server answers whoever comes second.
      replyJson(response, 409, { kind: 'Status', status: 'Failure', reason: 'AlreadyExists', code: 409 });
    }
  });
  const client = createKubernetesClient({ server: server.address });
  const { signal } = new AbortController();
  const site = { client, installation: 'demo', namespace: 'ann', variant: 'TensorFlow', signal };
  const made = { apiVersion: 'v1', kind: 'ConfigMap', metadata: metadataOf('mlanywhere-demo', site) };
  expect(await ensureOwn(site, builtInTypes.configMap, made)).toEqual(made);
  await client.close();
  await server.close();
});
