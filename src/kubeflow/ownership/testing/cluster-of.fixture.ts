import type { KubernetesClient } from '../../../kubernetes/client.ts';
import type { KubernetesObject } from '../../../kubernetes/objects/object.ts';
import { replyJson, replyStatus, startLoopbackServer } from '../../../kubernetes/testing/loopback-server.fixture.ts';
import { createKubernetesClient } from '../../../kubernetes/create-client.ts';

/** A server that has these objects, for reading only, and a client to it. It serves every kind, except those of `without`. */
export async function clusterOf(
  objects: readonly KubernetesObject[],
  { without }: { readonly without?: string } = {},
): Promise<AsyncDisposable & { readonly client: KubernetesClient }> {
  const server = await startLoopbackServer(({ url }, response) => {
    if (url.pathname === '/version') {
      replyJson(response, 200, { gitVersion: 'v1.36.3' });
      return;
    }
    const [, prefix, namespace, plural = '', name] =
      /^(\/api\/v1|\/apis\/[^/]+\/[^/]+)(?:\/namespaces\/([^/]+))?\/([^/]+)(?:\/([^/]+))?$/.exec(url.pathname) ?? [];
    const apiVersion = prefix?.replace(/^\/apis?\//, '');
    if (without !== undefined && apiVersion === without) {
      replyStatus(response, 404, 'the server could not find the requested resource');
      return;
    }
    const found = objects.filter(
      (one) =>
        one.apiVersion === apiVersion &&
        pluralOf(one.kind) === plural &&
        (namespace === undefined || one.metadata.namespace === namespace),
    );
    if (name === undefined) replyJson(response, 200, { metadata: {}, items: found });
    else {
      const object = found.find((one) => one.metadata.name === name);
      if (object === undefined) replyStatus(response, 404, 'not there');
      else replyJson(response, 200, object);
    }
  });
  const client = createKubernetesClient({ server: server.address }, { retry: { tries: 1 } });
  return {
    client,
    async [Symbol.asyncDispose]() {
      await client.close();
      await server.close();
    },
  };
}

function pluralOf(kind: string): string {
  const word = kind.toLowerCase();
  return word.endsWith('y') ? `${word.slice(0, -1)}ies` : `${word}s`;
}
