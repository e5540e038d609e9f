import { makeError } from '../../../src/errors/error.ts';
import type { ErrorKey } from '../../../src/errors/registry.ts';
import type { PlatformImplementation } from '../../../src/platforms/implementation.ts';
import type { Platform } from '../../../src/platforms/platform.ts';
import { Secret } from '../../../src/secret.ts';
import { box } from './definition.ts';

/** The compiler knows the platforms of the product alone. */
const id = box.id as unknown as Platform['id'];

/** Makes clusters that are all the one whose API server is at `BOX_API`. */
export const boxImplementation: PlatformImplementation = {
  findObstacle: ({ environment }) =>
    Promise.resolve(environment['BOX_API'] === undefined ? makeError('box.noDocker' as ErrorKey, {}) : undefined),
  create: ({ environment }): Platform => ({
    id,
    definition: box,
    testConnection: () =>
      Promise.resolve({
        ok: true,
        layers: [{ layer: 'login', ok: true, milliseconds: 1, detail: 'The box lets you in' }],
      }),
    isClusterNameFree: (_connection, name) => Promise.resolve(name !== 'taken'),
    createCluster: ({ installation, connection, tell }) => {
      const { key } = connection?.input as unknown as { key: string };
      tell({ type: 'note', severity: 'info', message: `The box was opened with ${key}` });
      return Promise.resolve({ platform: id, id: 'shelf-1', name: installation.metadata.name });
    },
    waitForCluster: () => Promise.resolve(),
    fetchKubeconfig: () =>
      Promise.resolve(
        new Secret(
          JSON.stringify({
            apiVersion: 'v1',
            kind: 'Config',
            'current-context': 'box',
            clusters: [{ name: 'box', cluster: { server: environment['BOX_API'] } }],
            users: [{ name: 'box', user: { token: 'token-of-the-box' } }],
            contexts: [{ name: 'box', context: { cluster: 'box', user: 'box' } }],
          }),
        ),
      ),
    previewDeletion: ({ name }) => ({ removes: [`the cluster ${name}`], keeps: ['the box'] }),
    deleteCluster: () => Promise.resolve(),
  }),
};
